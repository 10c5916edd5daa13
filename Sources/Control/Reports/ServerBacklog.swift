public import Ledger

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
