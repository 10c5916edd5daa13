import GRDB

/// A file as a source lists it.
public struct SourceSighting: Sendable, Equatable {
    /// The path at the source, and the file's own name; names as `FileName` writes them.
    public var path: String
    public var name: String
    public var sizeBytes: Int64
    public var modifiedUs: Int64

    public init(path: String, name: String, sizeBytes: Int64, modifiedUs: Int64) {
        self.path = path
        self.name = name
        self.sizeBytes = sizeBytes
        self.modifiedUs = modifiedUs
    }
}

/// A sighting and what the ledger knows about it.
public struct ObservedSource: Sendable, Equatable {
    public var sighting: SourceSighting
    public var capture: Int64
    public var state: CaptureState
    /// Since when the file has had this size and time.
    public var unchangedSinceUs: Int64
}

extension LedgerTransaction {
    /// Records a listing of a server's source: new files are announced, changed ones get their new identity, those that
    /// left before they were fetched are `gone`.
    public func observe(server: String, listing: [SourceSighting]) throws -> [ObservedSource] {
        var observed: [ObservedSource] = []
        for sighting in listing { observed.append(try observe(server: server, sighting)) }
        let paths = Set(listing.map(\.path))
        let announced = try Row.fetchAll(
            db, sql: "SELECT id, source_path FROM captures WHERE state = 'announced' AND server = ?",
            arguments: [server])
        for row in announced {
            guard let path = row["source_path"] as String?, !paths.contains(path) else { continue }
            let id: Int64 = row["id"]
            try transition(capture: id, from: .announced, to: .gone, why: "left the source before it was fetched")
        }
        return observed
    }

    private func observe(server: String, _ sighting: SourceSighting) throws -> ObservedSource {
        let known = try Row.fetchOne(
            db,
            sql: """
                SELECT e.id, e.first_seen_us, e.capture, c.state FROM source_entities e LEFT JOIN captures c ON c.id = e.capture
                WHERE e.server = ? AND e.path = ? AND e.size_bytes = ? AND e.modified_us = ?
                """, arguments: [server, sighting.path, sighting.sizeBytes, sighting.modifiedUs])
        if let known, known["state"] as String? == CaptureState.gone.rawValue {
            // It left and came back: its bytes are wanted after all.
            let capture = try announce(server: server, sighting)
            try db.executeCached(
                sql: "UPDATE source_entities SET capture = ?, first_seen_us = ?, last_seen_us = ? WHERE id = ?",
                arguments: [capture, now, now, known["id"] as Int64])
            return ObservedSource(sighting: sighting, capture: capture, state: .announced, unchangedSinceUs: now)
        }
        if let known, let capture = known["capture"] as Int64?, let state = CaptureState(rawValue: known["state"]) {
            if state != .announced {
                return ObservedSource(
                    sighting: sighting, capture: capture, state: state, unchangedSinceUs: known["first_seen_us"])
            }
            try db.executeCached(
                sql: "UPDATE source_entities SET last_seen_us = ? WHERE id = ?", arguments: [now, known["id"] as Int64])
            return ObservedSource(
                sighting: sighting, capture: capture, state: state, unchangedSinceUs: known["first_seen_us"])
        }
        let capture = try announce(server: server, sighting)
        try db.executeCached(
            sql: """
                INSERT INTO source_entities (server, path, size_bytes, modified_us, first_seen_us, last_seen_us, capture)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [server, sighting.path, sighting.sizeBytes, sighting.modifiedUs, now, now, capture])
        return ObservedSource(sighting: sighting, capture: capture, state: .announced, unchangedSinceUs: now)
    }

    private func announce(server: String, _ sighting: SourceSighting) throws -> Int64 {
        let open = try Int64.fetchOne(
            db, sql: "SELECT id FROM captures WHERE server = ? AND source_path = ? AND state = 'announced'",
            arguments: [server, sighting.path])
        if let open {
            try db.executeCached(
                sql: "UPDATE captures SET size_bytes = ?, modified_us = ?, changed_us = ? WHERE id = ?",
                arguments: [sighting.sizeBytes, sighting.modifiedUs, now, open])
            return open
        }
        let previous = try Int64.fetchOne(
            db, sql: "SELECT max(id) FROM captures WHERE server = ? AND source_path = ? AND state <> 'gone'",
            arguments: [server, sighting.path])
        try db.executeCached(
            sql: """
                INSERT INTO captures (server, name, state, source_path, size_bytes, modified_us, announced_us, changed_us, replaces)
                VALUES (?, ?, 'announced', ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                server, sighting.name, sighting.path, sighting.sizeBytes, sighting.modifiedUs, now, now, previous,
            ])
        let id = db.lastInsertedRowID
        try append(
            kind: "capture", capture: id, subject: server + ":" + sighting.path, to: CaptureState.announced.rawValue)
        return id
    }
}

extension LedgerView {
    /// What became of a file of a name server with this path, size and time; `nil`: it was never seen, or it had
    /// gone before it was fetched and is wanted again.
    public func state(server: String, of sighting: SourceSighting) throws -> CaptureState? {
        try String.fetchOne(
            db,
            sql: """
                SELECT c.state FROM source_entities e JOIN captures c ON c.id = e.capture
                WHERE e.server = ? AND e.path = ? AND e.size_bytes = ? AND e.modified_us = ? AND c.state <> 'gone'
                """, arguments: [server, sighting.path, sighting.sizeBytes, sighting.modifiedUs]
        ).flatMap(CaptureState.init(rawValue:))
    }

    /// The capture that a file of a name server with this path, size and time has become, and its state; `nil`: it was
    /// never seen, or it had gone before it was fetched and is wanted again.
    public func source(server: String, of sighting: SourceSighting) throws -> (capture: Int64, state: CaptureState)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT c.id, c.state FROM source_entities e JOIN captures c ON c.id = e.capture
                WHERE e.server = ? AND e.path = ? AND e.size_bytes = ? AND e.modified_us = ? AND c.state <> 'gone'
                """, arguments: [server, sighting.path, sighting.sizeBytes, sighting.modifiedUs])
        guard let row, let state = CaptureState(rawValue: row["state"]) else { return nil }
        return (row["id"], state)
    }
}
