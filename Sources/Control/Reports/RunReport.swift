public import Ledger

/// `entradactl show RUN`: a run with its attempts and events.
public struct RunReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var run: RunLine
    public var attempts: [AttemptRecord]
    public var events: [EventRecord]

    /// Errors: `LedgerError.notFound`.
    public init(view: LedgerView, run id: Int64) throws {
        schema = 1
        run = RunLine(try view.requireRun(id))
        attempts = try view.attempts(run: id)
        events = try view.events(run: id)
    }
}
