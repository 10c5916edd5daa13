import FileFlow
import Jobs
import Ledger

/// Compares what the ledger says with its own events and with the disk. Reports, and changes nothing.
struct VerifyRun: Sendable {
    let context: RunContext
    let parameters: VerifyParameters

    func execute() async throws {
        let dependencies = context.dependencies
        let file = CheckpointFile(root: dependencies.root.path)
        // Read before the view is made: what is kept meanwhile would look like a tail that was cut.
        let checkpoints = try await dependencies.threads.run { try file.read() }
        let report = try await dependencies.ledger.read { try $0.verify(checkpoints: checkpoints) }
        var problems = report.problems
        let live = try await dependencies.ledger.read { try $0.liveSet() }
        for file in live where try await dependencies.flow.stat(file.path) == nil {
            problems.append("\(file.path): is live, but missing")
        }
        if parameters.checksHashes {
            for file in live {
                try Task.checkCancellation()
                let recorded = try await dependencies.ledger.read { try $0.requireDataFile(file.id).sha256 }
                if try await dependencies.flow.digest(file.path).sha256 != recorded {
                    problems.append("\(file.path): its content has changed")
                }
            }
        }
        let troubled = try await dependencies.ledger.read { try $0.troubledIntents() }
        problems += troubled.map { "\($0.source): \($0.status) \($0.message ?? "")" }
        guard problems.isEmpty else {
            throw RunFailure(
                "\(problems.count) problems: \(problems.prefix(5).joined(separator: "; "))", isPermanent: true)
        }
        let end = context.completed(#"{"events":\#(report.events),"files":\#(live.count),"head":"\#(report.head)"}"#)
        try await dependencies.ledger.write { tx in try tx.finish(end) }
    }
}
