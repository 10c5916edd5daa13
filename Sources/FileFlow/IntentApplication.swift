import Foundation
import Ledger

/// Applies a batch of intents: looks at both ends, acts by the table, syncs each directory once. Blocks; may be done
/// twice.
struct IntentApplication {
    let root: DataRoot
    let files: any DurableFileSystem

    struct Settlement: Sendable {
        var intent: Int64
        var status: String
        var message: String?
    }

    func apply(_ intents: [IntentRecord]) throws -> [Settlement] {
        var settlements: [Settlement] = []
        var directories: Set<String> = []
        for intent in intents {
            if let settlement = try apply(intent, &directories) { settlements.append(settlement) }
        }
        // Nothing is confirmed before its directory entries are durable.
        for directory in directories.sorted() { try files.syncDirectory(directory) }
        return settlements
    }

    private func apply(_ intent: IntentRecord, _ directories: inout Set<String>) throws -> Settlement? {
        let source = root.absolute(intent.source)
        guard let relativeTarget = intent.target else {
            try files.remove(source)
            directories.insert(parent(source))
            return Settlement(intent: intent.id, status: "done")
        }
        let target = root.absolute(relativeTarget)
        let (before, after) = (try find(source, intent), try find(target, intent))
        switch MoveDecision.decide(source: before, target: after) {
        case .rename:
            try files.makeDirectories(parent(target))
            try files.renameNoReplace(source, target)
        case .markDone: break
        case .removeSource: try files.remove(source)
        case .quarantineSource:
            let refuge = root.absolute("quarantine/conflict-\(intent.id)-" + (source as NSString).lastPathComponent)
            try files.renameNoReplace(source, refuge)
            directories.formUnion([parent(source), parent(refuge)])
            return Settlement(
                intent: intent.id, status: "conflict",
                message: "\(relativeTarget) is another file; the source lies at \(refuge)")
        case .conflict:
            return Settlement(
                intent: intent.id, status: "conflict",
                message: "\(intent.source) is not the file that the ledger recorded")
        case .conflictAndLost:
            return Settlement(
                intent: intent.id, status: "lost",
                message: "\(intent.source) is gone and \(relativeTarget) is another file")
        case .lost:
            return Settlement(
                intent: intent.id, status: "lost", message: "neither \(intent.source) nor \(relativeTarget) is there")
        }
        directories.formUnion([parent(source), parent(target)])
        return Settlement(intent: intent.id, status: "done")
    }

    private func find(_ path: String, _ intent: IntentRecord) throws -> FileFinding {
        guard let stamp = try files.stamp(path) else { return .absent }
        guard stamp.sizeBytes == intent.sizeBytes else { return .other }
        guard let sha256 = intent.sha256 else { return .recorded }
        return try files.digest(path, firstBytes: nil).sha256 == sha256 ? .recorded : .other
    }

    private func parent(_ path: String) -> String { (path as NSString).deletingLastPathComponent }
}
