public import Ledger
import Model

/// `entradactl runs`: the newest first.
public struct RunsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var runs: [RunLine]

    public init(view: LedgerView, filter: RunFilter) throws {
        schema = 1
        runs = try view.runs(
            job: filter.job, states: filter.states.isEmpty ? nil : filter.states,
            subject: filter.subject.map { RunSubject($0) },
            limit: filter.limit
        ).map(RunLine.init)
    }

    /// Those of these numbers that there are, the oldest first.
    public init(view: LedgerView, ids: [Int64]) throws {
        schema = 1
        runs = try view.runs(ids: ids).map(RunLine.init)
    }
}
