import Jobs
import Ledger

/// What the daemon was told: configuration and jobs, checked together and swapped together.
struct Settings: Sendable {
    var configuration: Configuration
    var jobs: JobSet

    /// What a job that fires by the clock alone is split by.
    func subjects(of job: JobDefinition) -> [String] {
        switch (job.kind, job.forEach) {
        case (.fetch, _): configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name)
        case (_, .server): configuration.servers.filter(\.isEnabled).map(\.name)
        default: ["-"]
        }
    }

    /// The server whose captures a run works on; `nil` if it is not bound to one.
    func server(of run: RunRecord, _ ledger: Ledger) async throws -> String? {
        if let id = DecodeRun.capture(of: run.subject) { return try await ledger.read { try $0.capture(id)?.server } }
        if let (server, _) = DecodeRun.state(of: run.subject) { return server }
        return configuration.server(run.subject)?.name
    }
}
