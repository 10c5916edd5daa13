import GRDB

/// The same file from two servers: both are decoded, since the ledger cannot know whose it is, and it is said.
extension LedgerTransaction {
    /// Writes an event if another server has sent the same content.
    func noteSameContent(of capture: CaptureRecord, content: String, run: Int64) throws {
        let others = try view.sameContent(content, except: capture.server)
        guard let first = others.first else { return }
        try append(
            kind: "warning", capture: capture.id, run: run, subject: "capture \(capture.id)", to: "same content",
            why: "capture \(first.id) of \(first.server) has the same content; do both servers read the same source?")
    }
}

extension LedgerView {
    /// Captures of other servers with the content of this one, if it has packets; the oldest of each server.
    public func sameContent(as capture: CaptureRecord) throws -> [(server: String, id: Int64)] {
        guard let content = capture.contentSha256, capture.packets ?? 0 > 0 else { return [] }
        return try sameContent(content, except: capture.server)
    }

    /// Captures with this content that other servers have sent, the oldest of each server.
    func sameContent(_ content: String, except server: String) throws -> [(server: String, id: Int64)] {
        // One look into the index for each server: there are few servers and many captures.
        let servers = try String.fetchAll(
            db, sql: "SELECT DISTINCT server FROM capture_counts WHERE server <> ? ORDER BY server", arguments: [server]
        )
        return try servers.compactMap { other in
            try Int64.fetchOne(
                db, sql: "SELECT min(id) FROM captures WHERE server = ? AND content_sha256 = ?",
                arguments: [other, content]
            ).map { (other, $0) }
        }
    }
}
