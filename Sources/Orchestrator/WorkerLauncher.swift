/// Starts workers. The real one starts processes; tests may give another.
public protocol WorkerLauncher: Sendable {
    /// Runs a worker to its end. Cancelling the task stops the worker (TERM, then KILL after a grace).
    ///
    /// - Parameters:
    ///   - started: called once with the worker's process id, before any line is delivered.
    ///   - line: called with each line of its standard output.
    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd
}
