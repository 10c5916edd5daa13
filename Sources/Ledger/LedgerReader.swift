import Foundation
import GRDB

/// Reads a ledger that no daemon holds. The caller has the lock file shared.
///
/// Without a `-wal` the file is opened immutable; with one, database and `-wal` are copied aside and the copy is opened,
/// so that a reader never becomes a second connection that could checkpoint.
public final class LedgerReader: Sendable {
    private let queue: DatabaseQueue
    private let scratch: String?

    public init(path: String) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { throw LedgerError.missing(path: path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { db in db.addSubjectFunctions() }
        if files.fileExists(atPath: path + "-wal") {
            let directory = NSTemporaryDirectory() + "/entrada-ledger-" + UUID().uuidString
            try files.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            scratch = directory
            try files.copyItem(atPath: path, toPath: directory + "/ledger.sqlite")
            try files.copyItem(atPath: path + "-wal", toPath: directory + "/ledger.sqlite-wal")
            configuration.readonly = false
            queue = try DatabaseQueue(path: directory + "/ledger.sqlite", configuration: configuration)
        } else {
            scratch = nil
            let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
            queue = try DatabaseQueue(path: "file:\(escaped)?immutable=1", configuration: configuration)
        }
    }

    deinit { if let scratch { try? FileManager.default.removeItem(atPath: scratch) } }

    /// Copies the ledger to a new file, and verifies the copy.
    func copy(to path: String) throws -> LedgerVerification { try Ledger.copy(queue, to: path) }

    public func read<T: Sendable>(_ body: @Sendable (LedgerView) throws -> T) throws -> T {
        try queue.read { db in try body(LedgerView(db: db)) }
    }
}
