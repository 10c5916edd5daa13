/// Starts workers. The real one starts processes; tests may give another.
public protocol WorkerLauncher: Sendable {
    /// Runs a worker to its end. Cancelling the task stops the worker (TERM, then KILL after a grace).
    ///
    /// - Parameters:
    ///   - started: called once with the worker's process id, before any line is delivered. What it throws ends the
    ///     worker, and is thrown here.
    ///   - line: called with each line of its standard output.
    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd
}
