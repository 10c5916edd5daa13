public import Ledger

/// `entradactl jobs`.
public struct JobsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var jobs: [JobLine]

    /// - Parameter live: what the running daemon adds; nil when there is none.
    public init(view: LedgerView, live: LiveStatus?, nowUs: Int64) throws {
        schema = 1
        jobs = try JobLine.all(view: view, live: live, nowUs: nowUs)
    }
}
