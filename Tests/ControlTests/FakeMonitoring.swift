import Control

/// Monitoring that says what it was told.
struct FakeMonitoring: Monitoring {
    var problems: [HealthReport.Problem] = []
    var phase: String?

    func metrics() async throws -> String { "# HELP a x\n# TYPE a gauge\na 1\n" }
    func health() async -> HealthReport { HealthReport(problems: problems) }
    func notReady() async -> String? { phase }
}
