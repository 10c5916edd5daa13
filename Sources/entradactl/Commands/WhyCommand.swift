import ArgumentParser
import Control

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain why a job, run, name server or capture does not proceed, and what to do.",
        discussion:
            "A number means a run. For a capture give its name, or capture:ID. Write server:NAME if a job has the same name."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "JOB, RUN, SERVER, capture:ID or the name of a capture.", completion: NameCompletion.jobs)
    var what: String

    func run() async throws {
        let session = Session(options)
        let what = what
        let report = try await KnownNames(session: session).correcting(job: WhyCommand.job(what)) {
            try await session.ask {
                try await $0.why(what)
            } offline: {
                try WhyReport(view: $0, key: what, live: nil, waiting: [:], nowUs: Session.nowUs)
            }
        }
        try session.show(report, WhyScreen.lines(report, terminal: session.terminal))
    }

    /// The argument, if it may have been meant for a job: names of captures have dots.
    private static func job(_ text: String) -> String? {
        Int64(text) != nil || text.contains(where: { ":./".contains($0) }) ? nil : text
    }
}
