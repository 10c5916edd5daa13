import Crypto
public import Foundation
public import GRDB
import Model

/// What an event says. Stored as the exact JSON bytes that are hashed.
public struct EventRecord: Codable, Sendable, Equatable {
    public var seq: Int64
    public var time_us: Int64
    /// `capture`, `run`, `file`, `job`, `daemon`, `operator`, `clock` …
    public var kind: String
    public var capture: Int64?
    public var run: Int64?
    public var subject: String?
    public var from: String?
    public var to: String?
    public var who: String?
    public var why: String?
    /// The digest of all tables' sums after the transaction that this event ends (lower-case hex).
    public var sums: String?
}

/// How events are hashed: SHA-256 over the previous hash and the body's bytes. The first one follows 32 zero bytes.
public enum EventChain {
    public static func encode(_ event: EventRecord) throws -> String {
        return try JSONEncoder.stable().text(event)
    }

    static func hash(previous: Data, body: String) -> Data {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: Data(body.utf8))
        return Data(hash.finalize())
    }
}

extension EventChain {
    public static func decode(_ body: String) throws -> EventRecord {
        try JSONDecoder().decode(EventRecord.self, from: Data(body.utf8))
    }
}

/// Where the chain begins after events have been pruned: the row of `anchors`.
public struct LedgerAnchor: Codable, Sendable, Equatable {
    /// The newest event that was removed, and its hash: what the next one follows.
    public var seq: Int64
    public var hash: Data
    /// How many events have been removed.
    public var events: Int64
    /// The sum over the states that captures and runs had then, of those that are still there.
    public var states: Data
    public var createdUs: Int64
}

extension LedgerAnchor: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

extension LedgerView {
    public func events(capture: Int64? = nil, run: Int64? = nil, limit: Int = 1000) throws -> [EventRecord] {
        let bodies: [String] =
            if let capture {
                try String.fetchAll(
                    db, sql: "SELECT body FROM events WHERE capture = ? ORDER BY seq LIMIT ?",
                    arguments: [capture, limit])
            } else if let run {
                try String.fetchAll(
                    db, sql: "SELECT body FROM events WHERE run = ? ORDER BY seq LIMIT ?", arguments: [run, limit])
            } else {
                try String.fetchAll(db, sql: "SELECT body FROM events ORDER BY seq DESC LIMIT ?", arguments: [limit])
                    .reversed()
            }
        return try bodies.map(EventChain.decode)
    }

    public func newestEventUs() throws -> Int64? {
        try String.fetchOne(db, sql: "SELECT body FROM events ORDER BY seq DESC LIMIT 1").map {
            try EventChain.decode($0).time_us
        }
    }

    /// Where the chain begins, if its first events have been pruned.
    public func anchor() throws -> LedgerAnchor? {
        guard try hasSums else { return nil }
        return try LedgerAnchor.fetchOne(db, sql: "SELECT seq, hash, events, states, created_us FROM anchors")
    }

    /// The newest event before one, or the anchor in its place: its number and its hash.
    func chainEnd(before seq: Int64 = .max) throws -> (seq: Int64, hash: Data) {
        if let row = try Row.fetchOne(
            db, sql: "SELECT seq, hash FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1", arguments: [seq])
        {
            return (row["seq"], row["hash"])
        }
        if let anchor = try anchor() { return (anchor.seq, anchor.hash) }
        return (0, Data(repeating: 0, count: 32))
    }
}
