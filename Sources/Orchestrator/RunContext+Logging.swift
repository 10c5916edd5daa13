import Jobs
import Ledger
import Logging
import Model

extension RunContext {
    /// What a line of the log about this run is found by: run, job and subject, and server and capture where there are any.
    func fields(_ more: Logger.Metadata = [:]) async -> Logger.Metadata {
        var fields: Logger.Metadata = ["run": "\(run.id)", "job": "\(run.job)", "subject": "\(run.subject)"]
        if let id = run.subject.capture {
            fields["capture"] = "\(id)"
            let server = try? await dependencies.ledger.read { try $0.capture(id)?.server }
            if let server { fields["server"] = "\(server)" }
        } else if case .state(let server, _) = run.subject {
            fields["server"] = "\(server)"
        } else if let server = run.subject.server, configuration.server(server) != nil {
            fields["server"] = "\(server)"
        }
        return fields.merging(more) { $1 }
    }

    /// Says in the log that another server has sent the same file, as the ledger has it.
    func warnOfSameContent(capture id: Int64) async {
        let others = try? await dependencies.ledger.read { view -> [(server: String, id: Int64)] in
            try view.sameContent(as: try view.requireCapture(id))
        }
        guard let first = others?.first else { return }
        let fields = await fields(["capture": "\(id)", "same": "capture \(first.id) of \(first.server)"])
        dependencies.logger.warning(
            "two servers have sent the same file; do they read the same source?", metadata: fields)
    }
}
