import ArgumentParser
import Control
import Ledger

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a job now.",
        discussion: "With --wait the exit code says whether all runs completed.")

    enum Selection: String, CaseIterable, ExpressibleByArgument { case missing, failed, all }

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The job.")
    var job: String

    @Option(help: "Only for this server.")
    var server: String?

    @Option(help: "Only for the capture with this id.")
    var file: Int64?

    @Option(help: "Only for this table.")
    var table: String?

    @Option(help: "Only for this day (2026-03-01).")
    var day: String?

    @Option(help: "For the days from this one on.")
    var from: String?

    @Option(help: "For the days up to this one.")
    var to: String?

    @Option(help: "Which of them: missing, failed or all.")
    var only: Selection?

    @Flag(help: "Only say what would run.")
    var dryRun = false

    @Flag(help: "Wait until it is done.")
    var wait = false

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func validate() throws {
        try DayText.check(day, "--day")
        try DayText.check(from, "--from")
        try DayText.check(to, "--to")
        if day != nil, from != nil || to != nil { throw ValidationError("--day excludes --from and --to") }
        if let from, let to, from > to { throw ValidationError("--from \(from) is after --to \(to)") }
    }

    func run() async throws {
        let session = Session(options)
        let reply = try await session.client.run(
            RunRequest(
                requestID: Session.requestID, job: job, server: server, capture: file, table: table, day: day,
                from: from, to: to, only: only.flatMap { RunSelection(rawValue: $0.rawValue) }, reason: reason,
                dryRun: dryRun))
        guard wait, !reply.runs.isEmpty else {
            return try session.show(reply, [PrintableText.clean(reply.message)] + RunCommand.list(reply))
        }
        if !session.wantsJSON { Console.complain(PrintableText.clean(reply.message)) }
        let runs = try await RunWatch(session: session).wait(for: reply.runs)
        try session.show(runs, RunsScreen.table(runs, nowUs: Session.nowUs).lines(session.terminal))
        if runs.contains(where: { $0.state != .completed }) { throw ExitCode(ControlError.Code.failed.exitCode) }
    }

    private static func list(_ reply: RunReply) -> [String] {
        if reply.runs.isEmpty { return reply.subjects.map { "  " + PrintableText.clean($0) } }
        return zip(reply.runs, reply.subjects).map { "  run \($0) \(PrintableText.clean($1))" }
    }
}
