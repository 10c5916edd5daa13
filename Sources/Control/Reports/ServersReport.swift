public import Ledger

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
