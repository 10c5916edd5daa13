import ArgumentParser
import Control
import Ledger
import Model

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run with its attempts, or a capture.",
        discussion: "A number means a run. For a capture give its name, or capture:ID.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "RUN, capture:ID or the name of a capture.", completion: NameCompletion.runs)
    var what: String

    func run() async throws {
        let session = Session(options)
        guard let id = ObjectKey(what).run else {
            return try await TraceCommand.trace(what, session)
        }
        let report = try await session.ask {
            try await $0.run(id)
        } offline: {
            try RunReport(view: $0, run: id)
        }
        try session.show(report, RunsScreen.lines(report, terminal: session.terminal, nowUs: Session.nowUs))
    }
}
