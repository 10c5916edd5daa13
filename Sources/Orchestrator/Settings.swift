import Jobs
import Ledger
import Model

/// What the daemon was told: configuration and jobs, checked together and swapped together; and who does such jobs.
struct Settings: Sendable {
    var configuration: Configuration
    var jobs: JobSet
    /// Those of the kinds that the jobs are of.
    var runners: JobRunners = .standard

    /// What a job that fires by the clock alone is split by.
    func subjects(of job: JobDefinition) -> [RunSubject] { runners[job.kind].subjects(of: job, configuration) }

    /// The server whose captures a run works on; `nil` if it is not bound to one.
    func server(of run: RunRecord, _ ledger: Ledger) async throws -> String? {
        switch run.subject {
        case .capture(let id): try await ledger.read { try $0.capture(id)?.server }
        case .state(let server, _): server
        case .server(let name): configuration.server(name)?.name
        case .whole, .partition: nil
        }
    }
}
