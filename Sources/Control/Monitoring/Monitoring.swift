/// What the daemon tells monitoring systems.
public protocol Monitoring: Sendable {
    /// All metrics in the text format of Prometheus.
    func metrics() async throws -> String
    /// What is wrong, if anything. Answers also when the scheduler hangs.
    func health() async -> HealthReport
    /// nil: it takes work. Otherwise why not yet, or not any more.
    func notReady() async -> String?
}
