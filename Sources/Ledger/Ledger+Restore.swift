import Foundation

extension Ledger {
    /// A ledger that was lost is not begun anew by mistake: everything that the old one knew would be taken for strays.
    ///
    /// Errors: `LedgerError.lost`.
    static func refuseToReplaceLost(_ path: String) throws {
        let files = FileManager.default
        if files.fileExists(atPath: path) { return }
        if files.fileExists(atPath: LedgerRestore.draft(of: path)) {
            throw LedgerError.lost(path: path, what: "a restore was interrupted")
        }
        let root = (path as NSString).deletingLastPathComponent
        if let last = try CheckpointFile(root: root).read().last {
            throw LedgerError.lost(
                path: path, what: "a checkpoint of \(last.timeText) knows event \(last.seq) of ledger \(last.ledger)")
        }
    }

    /// Keeps the checkpoint of a restore that was cut off before it could: to be called before anything else happens.
    /// Gives it if it was missing. Blocks.
    public func completeRestore(root: String) async throws -> LedgerCheckpoint? {
        let file = CheckpointFile(root: root)
        guard let checkpoint = try await read({ try $0.checkpointOfRestore() }),
            try !file.read().contains(where: { $0.kind == .restored && $0.hash == checkpoint.hash })
        else { return nil }
        try file.append(checkpoint)
        return checkpoint
    }
}
