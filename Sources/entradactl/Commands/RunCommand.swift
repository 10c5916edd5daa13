import ArgumentParser
import Control
import Ledger

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a job now.",
        discussion: """
            Without options it does whatever is left to do. --from, --to and --day select days (UTC): for captures the \
            day of their first packet, for other jobs the days on which their schedule would have fired. --only missing \
            selects what has not been done, failed what has failed permanently, and all everything, including finished \
            work: rows are replaced, never duplicated. Runs for new captures go before runs for past days. With --wait \
            the exit code says whether all runs completed.
            """)

    enum Selection: String, CaseIterable, ExpressibleByArgument { case missing, failed, all }

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The job.", completion: NameCompletion.jobs)
    var job: String

    @Option(help: "Only for this server.", completion: NameCompletion.servers)
    var server: String?

    @Option(help: "Only for the capture with this id.")
    var file: Int64?

    @Option(help: "Only for this table.")
    var table: String?

    @Option(help: "Only for this day (2026-03-01).")
    var day: String?

    @Option(help: "Only for this day and later.")
    var from: String?

    @Option(help: "Only for this day and earlier.")
    var to: String?

    @Option(help: "What to run: missing, failed or all.")
    var only: Selection?

    @Flag(help: "Only print what would run.")
    var dryRun = false

    @Flag(help: "Wait until the runs have ended.")
    var wait = false

    @Flag(help: "Do not ask before deleting files or repeating finished work.")
    var yes = false

    @Option(help: "The reason; recorded in the ledger.")
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
        let reply = try await KnownNames(session: session).correcting(job: job, server: server) {
            try await confirm(session)
            return try await session.client.run(request(dryRun: dryRun))
        }
        let lines = reply.removals == nil ? RunCommand.list(reply) : RunCommand.removals(reply, session.terminal)
        try await RunOutcome(session: session, wait: wait).report(reply, runs: reply.runs, [reply.message] + lines)
    }

    /// What removes files, or does again what is done, is asked for twice.
    private func confirm(_ session: Session) async throws {
        if dryRun || yes { return }
        let line = try await session.client.jobs().jobs.first { $0.name == job }
        // A daemon that does not say what a job does may be told to remove something.
        let isRemoving = line.map { ($0.effect ?? "removes") == "removes" } ?? false
        guard isRemoving || only == .all else { return }
        let plan = try await session.client.run(request(dryRun: true))
        let what = isRemoving ? "what \(job) removes is gone for good" : "this repeats finished work"
        guard try Console.confirm("\(what): \(plan.message). Continue?") else {
            throw ExitCode(ControlError.Code.usage.exitCode)
        }
    }

    private func request(dryRun: Bool) -> RunRequest {
        RunRequest(
            requestID: Session.requestID, job: job, server: server, capture: file, table: table, day: day, from: from,
            to: to, only: only.flatMap { RunSelection(rawValue: $0.rawValue) }, reason: reason, dryRun: dryRun)
    }

    private static func removals(_ reply: RunReply, _ terminal: Terminal) -> [String] {
        let (things, totals) = (reply.removals ?? [], reply.totals ?? [])
        if things.isEmpty { return [] }
        let left = totals.reduce(0) { $0 + $1.count } - Int64(things.count)
        return RemovalsScreen.things(things).lines(terminal) + (left > 0 ? ["… and \(left) more"] : []) + [""]
            + RemovalsScreen.totals(totals).lines(terminal)
            + (reply.refusals ?? []).map { "a scheduled run would refuse this: " + $0 }
    }

    private static func list(_ reply: RunReply) -> [String] {
        if reply.runs.isEmpty { return reply.subjects.map { "  " + PrintableText.clean($0) } }
        return zip(reply.runs, reply.subjects).map { "  run \($0) \(PrintableText.clean($1))" }
    }
}
