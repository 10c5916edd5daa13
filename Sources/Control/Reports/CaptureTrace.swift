public import Ledger
import Model

/// `entradactl trace FILE`: the whole life of a capture.
public struct CaptureTrace: Codable, Sendable, Equatable {
    /// Rows of the capture in a live file.
    public struct Rows: Codable, Sendable, Equatable {
        public var path: String
        public var table: String
        public var day: String
        public var rows: Int64
    }

    /// A run that had the capture, with its attempts.
    public struct Run: Codable, Sendable, Equatable {
        public var run: RunLine
        public var attempts: [AttemptRecord]
    }

    /// Whether nothing of the capture is unaccounted for.
    public struct Account: Codable, Sendable, Equatable {
        /// Packets in the capture, and what became of them, by name.
        public var packets: Int64
        public var fates: [String: Int64]
        /// Rows that are live.
        public var rows: Int64
        /// Rows of its files that readers do not see, because it was decoded again.
        public var maskedRows: Int64
        /// Each packet has one fate.
        public var closes: Bool
    }

    public var schema: Int
    public var file: FileLine
    /// `nil`: not decoded yet, or by a program that did not count.
    public var account: Account?
    /// Other captures that the same name means; the newest first.
    public var others: [Int64]
    /// Captures of other servers with the same content, one of each server.
    public var sameContent: [Int64]
    public var events: [EventRecord]
    /// Moves that are decided and not done, or that could not be done.
    public var moves: [IntentRecord]
    public var runs: [Run]
    /// Where its rows are now.
    public var rows: [Rows]

    /// - Throws: `LedgerError.notFound`.
    public init(view: LedgerView, key: String) throws {
        schema = 1
        let found = try CaptureTrace.find(key, in: view)
        guard let capture = found.first else { throw LedgerError.notFound("capture \(key)") }
        file = FileLine(capture)
        others = found.dropFirst().map(\.id)
        sameContent = try view.sameContent(as: capture).map(\.id)
        events = try view.events(capture: capture.id)
        moves = try view.openIntents(capture: capture.id)
        var ids = Set(events.compactMap(\.run))
        ids.formUnion(try view.runs(subject: .capture(capture.id)).map(\.id))
        runs = try ids.sorted().map { id in
            Run(run: RunLine(try view.requireRun(id)), attempts: try view.attempts(run: id))
        }
        rows = try view.liveRows(ofCapture: capture.id).map {
            Rows(path: $0.path, table: $0.table, day: $0.day, rows: $0.rows)
        }
        guard let packets = capture.packets,
            let fates = try capture.packetFates.map({ try PacketDispositions.decode($0) })
        else { return }
        account = Account(
            packets: packets, fates: fates, rows: rows.reduce(0) { $0 + $1.rows },
            maskedRows: try view.maskedRows(ofCapture: capture.id), closes: fates.values.reduce(0, +) == packets)
    }

    /// `capture:12`, `12`, the name at the source, the local name, or a path that ends in one of them.
    static func find(_ key: String, in view: LedgerView) throws -> [CaptureRecord] {
        if let id = ObjectKey(key).capture { return try [view.capture(id)].compactMap { $0 } }
        let named = try view.captures(name: key, limit: 20)
        if !named.isEmpty { return named }
        guard let last = key.split(separator: "/").last, last.count < key.count else { return [] }
        return try view.captures(name: String(last), limit: 20)
    }
}
