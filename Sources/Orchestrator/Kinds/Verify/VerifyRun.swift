import FileFlow
import Jobs
import Ledger

/// Compares what the ledger says with its own events and with the disk. Reports, and changes nothing.
struct VerifyRun: Sendable {
    let context: RunContext
    let parameters: VerifyParameters

    func execute() async throws {
        let site = context.site
        let file = CheckpointFile(root: site.root.path)
        // Read before the view is made: what is kept meanwhile would look like a tail that was cut.
        let checkpoints = try await site.threads.run { try file.read() }
        let report = try await site.ledger.read { try $0.verify(checkpoints: checkpoints) }
        var problems = report.problems
        let live = try await site.ledger.read { try $0.liveSet() }
        for file in live where try await site.flow.stat(file.path) == nil {
            problems.append("\(file.path): is live, but missing")
        }
        if parameters.checksHashes {
            for file in live {
                try Task.checkCancellation()
                let recorded = try await site.ledger.read { try $0.requireDataFile(file.id).sha256 }
                if try await site.flow.digest(file.path).sha256 != recorded {
                    problems.append("\(file.path): its content has changed")
                }
            }
        }
        let troubled = try await site.ledger.read { try $0.troubledIntents() }
        problems += troubled.map { "\($0.source): \($0.status) \($0.message ?? "")" }
        guard problems.isEmpty else {
            throw RunFailure(
                "\(problems.count) problems: \(problems.prefix(5).joined(separator: "; "))", isPermanent: true)
        }
        let end = context.completed(#"{"events":\#(report.events),"files":\#(live.count),"head":"\#(report.head)"}"#)
        try await site.ledger.write { tx in try tx.finish(end) }
    }
}
