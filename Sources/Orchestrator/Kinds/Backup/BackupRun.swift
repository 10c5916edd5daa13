import DurableIO
import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger

/// Copies the ledger while it is in use, verifies the copy, and keeps the newest few.
struct BackupRun: Sendable {
    let context: RunContext
    let parameters: BackupParameters

    func execute() async throws {
        let dependencies = context.dependencies
        let directory =
            parameters.directory.hasPrefix("/")
            ? parameters.directory : dependencies.root.absolute(parameters.directory)
        let stamp = Date(timeIntervalSince1970: Double(dependencies.now()) / 1e6).formatted(
            .iso8601.timeSeparator(.omitted))
        let target = "\(directory)/ledger-\(stamp)-\(context.run.id).sqlite"
        let (ledger, keep, failpoints) = (dependencies.ledger, parameters.keep, dependencies.failpoints)
        // The older copies are wanted as long as the ledger is one of them.
        let keepsAll = try await ledger.read { try $0.clockDoubt() != nil || $0.restoreMark() != nil }
        let report = try await dependencies.threads.run(.bulk) {
            let files = FileManager.default
            try files.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
            let (partial, disk) = (target + ".part", Disk())
            // What a daemon that died has left half-made.
            for name in try files.contentsOfDirectory(atPath: directory)
            where name.hasPrefix("ledger-") && name.hasSuffix(".sqlite.part") {
                try files.removeItem(atPath: directory + "/" + name)
            }
            try failpoints.hit(.backupBeforeCopy)
            let report = try ledger.backup(to: partial)
            guard report.isSound else { return report }
            try disk.syncFile(partial)
            try failpoints.hit(.backupAfterCopy)
            try files.moveItem(atPath: partial, toPath: target)
            try failpoints.hit(.backupAfterRename)
            try disk.syncDirectory(directory)
            let copies = try files.contentsOfDirectory(atPath: directory)
                .filter { $0.hasPrefix("ledger-") && $0.hasSuffix(".sqlite") }.sorted { Self.age($0) < Self.age($1) }
            // By the numbers of the runs, since clocks may be wrong; and while ours may be, none goes.
            for old in keepsAll ? [] : copies.dropLast(max(1, keep)) {
                try files.removeItem(atPath: directory + "/" + old)
            }
            try failpoints.hit(.backupAfterPrune)
            return report
        }
        guard report.isSound else {
            throw RunFailure(
                "verification of the copy of the ledger failed: \(report.problems.prefix(3).joined(separator: "; "))",
                mayBeDisk: true)
        }
        let end = context.completed(#"{"path":"\#(target)","events":\#(report.events)}"#)
        try await dependencies.ledger.write { tx in try tx.finish(end) }
    }

    /// The number of the run that made a copy; those of another naming are the oldest.
    private static func age(_ name: String) -> Int64 {
        name.dropLast(".sqlite".count).split(separator: "-").last.flatMap { Int64($0) } ?? 0
    }
}
