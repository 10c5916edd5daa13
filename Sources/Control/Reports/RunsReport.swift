public import Ledger

/// `entradactl runs`: the newest first.
public struct RunsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var runs: [RunLine]

    public init(view: LedgerView, filter: RunFilter) throws {
        schema = 1
        runs = try view.runs(
            job: filter.job, states: filter.states.isEmpty ? nil : filter.states, limit: filter.limit
        ).map(RunLine.init)
    }
}
