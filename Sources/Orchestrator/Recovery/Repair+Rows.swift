import FileFlow
import Foundation
import Ledger
import Model
import Reconciliation

/// Rows that are not there, or not those that the ledger says.
extension Repair {
    /// A file is retired and all of its captures are decoded again, or nothing is changed.
    mutating func mendData(_ finding: Finding) async throws {
        guard let id = finding.row else { return }
        let takenOver = takenOver
        let captures = try await dependencies.ledger.read { view in
            let file = try view.requireDataFile(id)
            return try view.unmaskedRows(file: id).filter { row in
                row.rows > 0
                    && !takenOver.contains(
                        OrphanFile.Cell(table: file.tableName, day: file.day, capture: row.capture))
            }.map(\.capture)
        }
        if let obstacle = try await obstacle(to: captures) { return left(finding, obstacle) }
        decodeAgain(captures)
        try await done(finding, "it was retired; \(captures.count) captures are decoded again") { tx in
            // The step before may have retired it.
            if try tx.view.requireDataFile(id).live { try tx.retire(file: id) }
        }
    }

    /// A capture is decoded again; what the file has of it is masked by its commit.
    mutating func mendRows(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        if let obstacle = try await obstacle(to: [id]) { return left(finding, obstacle) }
        decodeAgain([id])
        try await done(finding, "capture \(id) is decoded again")
    }

    /// Of rows that are live twice, those of the capture that has less of the content are hidden.
    mutating func mendDoubles(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        try await done(finding, "its rows are hidden") { try $0.hideDoubledRows(of: id) }
    }

    /// What waited in a state comes back with its capture, or is given up, so that the next capture can be decoded.
    mutating func mendState(_ finding: Finding) async throws {
        guard let id = finding.row, let capture = finding.capture else { return }
        let obstacle = try await obstacle(to: [capture])
        if obstacle == nil { decodeAgain([capture]) }
        let action = obstacle.map { "its waiting queries are given up: \($0)" } ?? "capture \(capture) is decoded again"
        try await done(finding, action) { tx in try tx.giveUp(state: id) }
    }

    /// Why some of these captures cannot be decoded again; nil: all can.
    private func obstacle(to captures: [Int64]) async throws -> String? {
        if captures.isEmpty { return nil }
        guard canDecode else { return "there is no enabled job of kind decode" }
        for id in captures where !again.contains(id) {
            guard let record = try await dependencies.ledger.read({ try $0.capture(id) }) else {
                return "capture \(id) is not known: restore the file from a backup"
            }
            // They are about to be decoded anyway.
            if [.fetched, .incoming, .processing].contains(record.state) { continue }
            guard [.archived, .loaded, .quarantined].contains(record.state), let path = record.path,
                try await dependencies.flow.stat(path)?.sizeBytes == record.sizeBytes
            else {
                return "capture \(id) is \(record.state.rawValue), its file is gone: restore the file from a backup"
            }
            let place = try await dependencies.ledger.read { try $0.decodePlace(of: record) }
            if let state = place.input, try await dependencies.flow.stat(state.path) == nil {
                return "capture \(id) continues \(state.path), which is gone: restore it from a backup"
            }
        }
        return nil
    }
}
