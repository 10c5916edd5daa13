import GRDB

/// Everything that becomes true when a capture's rows become live.
public struct DecodeCommit: Sendable {
    public struct State: Sendable, Equatable {
        /// Relative to the data root.
        public var path: String
        public var bytes: Int64
        public var sha256: String

        public init(path: String, bytes: Int64, sha256: String) {
            self.path = path
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    public var end: RunEnd
    public var capture: Int64
    public var contentSha256: String
    public var packets: Int64
    /// What became of the packets, by name; `nil`: not told.
    public var packetFates: [String: Int64]?
    public var firstPacketUs: Int64?
    public var lastPacketUs: Int64?
    public var files: [PublishedFile]
    public var state: State?
    /// The states that this decode took in.
    public var consumed: [Int64]

    public init(
        end: RunEnd, capture: Int64, contentSha256: String, packets: Int64, packetFates: [String: Int64]? = nil,
        firstPacketUs: Int64?, lastPacketUs: Int64?, files: [PublishedFile], state: State?, consumed: [Int64]
    ) {
        self.end = end
        self.capture = capture
        self.contentSha256 = contentSha256
        self.packets = packets
        self.packetFates = packetFates
        self.firstPacketUs = firstPacketUs
        self.lastPacketUs = lastPacketUs
        self.files = files
        self.state = state
        self.consumed = consumed
    }
}

/// What a decode commit made of its capture.
public enum DecodeVerdict: Sendable, Equatable {
    case loaded
    /// The content is live already under another capture; the rows were discarded.
    case duplicate(of: Int64)
}

extension LedgerTransaction {
    /// Makes the rows of a decoded capture live, replaces what it had before, and finishes the run: one step.
    public func commitDecode(_ commit: DecodeCommit) throws -> DecodeVerdict {
        let capture = try view.requireCapture(commit.capture)
        guard capture.state == .processing, capture.run == commit.end.run else {
            throw LedgerError.conflict("capture \(commit.capture) is not processed by run \(commit.end.run) any more")
        }
        try finish(commit.end)
        try db.executeCached(
            sql: """
                UPDATE captures SET content_sha256 = ?, packets = ?, packet_fates = ?, first_packet_us = ?,
                    last_packet_us = ? WHERE id = ?
                """,
            arguments: [
                commit.contentSha256, commit.packets, try commit.packetFates.map { try PacketDispositions.encode($0) },
                commit.firstPacketUs, commit.lastPacketUs, commit.capture,
            ])
        if commit.packets > 0 { try noteSameContent(of: capture, content: commit.contentSha256, run: commit.end.run) }
        if commit.packets > 0 { try settleVersions(in: capture) }
        let covered = try view.covered(by: capture, content: commit.contentSha256)
        if commit.packets > 0, let original = try view.original(of: capture, content: commit.contentSha256) {
            try transition(
                capture: capture.id, from: .processing, to: .duplicate, run: commit.end.run,
                why: original.isTwin
                    ? "same content as capture \(original.id)" : "all of its content is in capture \(original.id)")
            // Decoded again, it may have rows of its own from before; the original's are enough.
            for inner in covered.union([capture.id]) where inner != original.id {
                try supersede(inner, by: original.id, run: commit.end.run)
            }
            return .duplicate(of: original.id)
        }
        let family = LedgerView.list(try view.family(of: capture.id))
        try retireRows(of: capture.id, run: commit.end.run)
        for inner in covered { try supersede(inner, by: capture.id, run: commit.end.run) }
        for file in commit.files { _ = try publish(file, area: "staging", generation: 0, run: commit.end.run) }
        for state in commit.consumed {
            try changeOne(
                """
                UPDATE states SET status = 'consumed', consumed_by = ?1 WHERE id = ?2 AND (status = 'open'
                    OR (status = 'consumed' AND consumed_by IN (SELECT value FROM json_each(?3))))
                """, [commit.capture, state, family],
                else: "state \(state) has been continued or flushed by another run")
        }
        // What this capture left open before, or one that it contains, is superseded by what it leaves now.
        try db.executeCached(
            sql: """
                UPDATE states SET status = 'consumed', consumed_by = ?1
                WHERE capture IN (SELECT value FROM json_each(?2)) AND (+status = 'open'
                    OR (+status = 'consumed' AND +consumed_by IN (SELECT value FROM json_each(?2))))
                """, arguments: [commit.capture, family])
        if let state = commit.state { try insert(state: state, capture: capture, run: commit.end.run) }
        try transition(capture: capture.id, from: .processing, to: .loaded, run: commit.end.run)
        try db.executeCached(
            sql: "UPDATE captures SET loaded_us = ?, duplicate_of = NULL WHERE id = ?", arguments: [now, capture.id])
        return .loaded
    }

    /// Rows of a state that no capture will continue become rows of the capture that wrote it.
    public func commitFlush(state id: Int64, end: RunEnd, files: [PublishedFile]) throws {
        try changeOne(
            "UPDATE states SET status = 'flushed' WHERE id = ? AND status = 'open'", [id],
            else: "state \(id) is not open any more")
        try finish(end)
        for file in files { _ = try publish(file, area: "staging", generation: 0, run: end.run) }
    }

    private func insert(state: DecodeCommit.State, capture: CaptureRecord, run: Int64) throws {
        try db.executeCached(
            sql: """
                INSERT INTO states (server, capture, path, bytes, sha256, run, status, created_us) VALUES (?, ?, ?, ?, ?, ?, 'open', ?)
                """, arguments: [capture.server, capture.id, state.path, state.bytes, state.sha256, run, now])
    }
}
