import ArgumentParser
import Control
import Ledger

struct QuarantineListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List captures in quarantine with the reason, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only for this server.", completion: NameCompletion.servers)
    var server: String?

    @Option(help: "Maximum number of lines.")
    var limit = 50

    func run() async throws {
        let session = Session(options)
        let filter = FileFilter(server: server, states: [.quarantined], limit: limit)
        let report = try await session.ask {
            try await $0.files(filter)
        } offline: {
            try FilesReport(view: $0, filter: filter)
        }
        if report.files.isEmpty, !session.wantsJSON { return Console.write(lines: ["quarantine is empty"]) }
        if report.files.isEmpty { try await KnownNames(session: session).require(server: server) }
        try session.show(report, QuarantineScreen.table(report.files, nowUs: Session.nowUs).lines(session.terminal))
    }
}
