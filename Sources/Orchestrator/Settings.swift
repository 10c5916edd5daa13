import Jobs
import Ledger

/// What the daemon was told: configuration and jobs, checked together and swapped together; and who does such jobs.
struct Settings: Sendable {
    var configuration: Configuration
    var jobs: JobSet
    /// Those of the kinds that the jobs are of.
    var runners: JobRunners = .standard

    /// What a job that fires by the clock alone is split by.
    func subjects(of job: JobDefinition) -> [String] { runners[job.kind].subjects(of: job, configuration) }

    /// The server whose captures a run works on; `nil` if it is not bound to one.
    func server(of run: RunRecord, _ ledger: Ledger) async throws -> String? {
        if let id = DecodeRun.capture(of: run.subject) { return try await ledger.read { try $0.capture(id)?.server } }
        if let (server, _) = DecodeRun.state(of: run.subject) { return server }
        return configuration.server(run.subject)?.name
    }
}
