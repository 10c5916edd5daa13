import ArgumentParser
import Control
import Ledger

struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the event chain, and compare it with the states.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let file = CheckpointFile(root: session.places.root)
        let report = try await session.ask(seconds: 3600) {
            try await $0.verify()
        } offline: {
            // No daemon runs, so no checkpoint comes between.
            try VerifyReport(view: $0, checkpoints: try file.read())
        }
        try session.show(report, LedgerVerifyCommand.lines(report))
        if !report.verification.isSound { throw ExitCode(ControlError.Code.failed.exitCode) }
    }

    private static func lines(_ report: VerifyReport) -> [String] {
        let result = report.verification
        let summary =
            "\(AmountText.count(result.events)) events, \(AmountText.count(result.captures)) captures, "
            + "\(AmountText.count(result.runs)) runs, \(AmountText.count(result.checkpoints)) external checkpoints, "
            + "\(AmountText.count(result.pruned)) events pruned; head \(result.head)"
        let notes = result.notes.map { PrintableText.clean($0) }
        if result.isSound { return ["ledger \(report.ledger) is sound: " + summary] + notes }
        return ["ledger \(report.ledger): " + summary] + notes + result.problems.map { "! " + PrintableText.clean($0) }
    }
}
