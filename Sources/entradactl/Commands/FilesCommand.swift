import ArgumentParser
import Control
import Ledger

struct FilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "files", abstract: "List captures, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only for this server.", completion: NameCompletion.servers)
    var server: String?

    @Option(help: "Only in these states (separated by commas).", completion: NameCompletion.states(CaptureState.self))
    var state: String?

    @Option(help: "Maximum number of lines.")
    var limit = 50

    func run() async throws {
        let session = Session(options)
        let filter = FileFilter(server: server, states: try StateNames.parse(state, CaptureState.self), limit: limit)
        let report = try await session.ask {
            try await $0.files(filter)
        } offline: {
            try FilesReport(view: $0, filter: filter)
        }
        if report.files.isEmpty { try await KnownNames(session: session).require(server: server) }
        try session.show(report, FilesScreen.table(report.files, nowUs: Session.nowUs).lines(session.terminal))
    }
}
