public import Ledger
import Model

/// `entradactl servers`: those of the configuration, and those of which captures are known.
public struct ServersReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var servers: [ServerLine]

    /// - Parameter live: what the running daemon adds; nil when there is none.
    public init(view: LedgerView, live: LiveStatus?) throws {
        schema = 1
        let backlog = Dictionary(grouping: try view.backlog(), by: \.server)
        let configured = Dictionary((live?.servers ?? []).map { ($0.name, $0) }) { first, _ in first }
        servers = try Set(backlog.keys).union(configured.keys).sorted().map { name in
            try ServerLine(
                view: view, name: name, live: configured[name],
                backlog: ServerBacklog(server: name, lines: backlog[name] ?? []))
        }
    }
}

/// A name server as lists show it. Times are microseconds since the epoch.
public struct ServerLine: Codable, Sendable, Equatable {
    public var name: String
    /// `sftp`, `local` or `pushed`; `nil`: it is not configured any more, or no daemon answers.
    public var source: String?
    public var enabled: Bool?
    public var heldUntilUs: Int64?
    /// When the daemon asked it for captures, and what came of it; `nil`: not since its start.
    public var lastAskedUs: Int64?
    public var lastAnsweredUs: Int64?
    public var lastError: String?
    /// Names of its last listing that are not fetched, by reason.
    public var notFetched: [String: Int64]?
    /// Number of captures by state; states without any are left out.
    public var captures: [String: Int64]
    public var waiting: Int64
    public var waitingBytes: Int64
    public var oldestState: CaptureState?
    public var oldestUs: Int64?
    /// When the newest capture was written at the source.
    public var newestUs: Int64?
    /// How many of its captures could not be fetched or adopted although all around them is well, and the first of them.
    public var troubled: Int64?
    public var trouble: CaptureTrouble?
    /// The latest run that asked it for captures.
    public var lastFetch: RunLine?

    init(view: LedgerView, name: String, live: LiveServer?, backlog: ServerBacklog) throws {
        self.name = name
        source = live?.source
        enabled = live?.enabled
        heldUntilUs = live?.heldUntilUs
        lastAskedUs = live?.lastAskedUs
        lastAnsweredUs = live?.lastAnsweredUs
        lastError = live?.lastError
        notFetched = live?.notFetched
        captures = backlog.captures
        (waiting, waitingBytes) = (backlog.waiting, backlog.waitingBytes)
        (oldestState, oldestUs) = (backlog.oldestState, backlog.oldestUs)
        newestUs = try view.newestModifiedUs(server: name)
        let troubles = try view.troubles(server: name, limit: 10_000)
        troubled = Int64(troubles.count)
        trouble = troubles.first { $0.hopeless } ?? troubles.first
        lastFetch = try view.runs(subject: .server(name), limit: 10).first { $0.kind == "fetch" }.map(RunLine.init)
    }
}

/// What a server's captures are doing.
public struct ServerBacklog: Codable, Sendable, Equatable {
    public var server: String
    /// Number of captures by state; states without any are left out.
    public var captures: [String: Int64]
    /// Bytes that wait: known, and not loaded yet.
    public var waitingBytes: Int64
    public var waiting: Int64
    /// The state and the time of the capture that has waited longest.
    public var oldestState: CaptureState?
    public var oldestUs: Int64?

    private static let open: Set<CaptureState> = [.announced, .fetched, .incoming, .processing]

    init(server: String, lines: [Backlog]) {
        self.server = server
        captures = Dictionary(lines.map { ($0.state.rawValue, $0.captures) }) { $0 + $1 }
        let waits = lines.filter { ServerBacklog.open.contains($0.state) }
        waitingBytes = waits.reduce(0) { $0 + $1.bytes }
        waiting = waits.reduce(0) { $0 + $1.captures }
        let oldest = waits.min { $0.oldestUs < $1.oldestUs }
        oldestState = oldest?.state
        oldestUs = oldest?.oldestUs
    }

    static func all(_ lines: [Backlog]) -> [ServerBacklog] {
        Dictionary(grouping: lines, by: \.server).map { ServerBacklog(server: $0.key, lines: $0.value) }
            .sorted { $0.server < $1.server }
    }
}
