import ArgumentParser
import Control
import Ledger
import Model

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Run again what has failed, including captures in quarantine.",
        discussion:
            "Name a run by its number or a capture as capture:ID. --failed means all failures (of --job and --server, if given)."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "RUN or capture:ID.", completion: NameCompletion.runs)
    var what: String?

    @Flag(help: "All failures.")
    var failed = false

    @Option(help: "Only for this job.", completion: NameCompletion.jobs)
    var job: String?

    @Option(help: "Only for this server.", completion: NameCompletion.servers)
    var server: String?

    @Flag(help: "Do not ask before repeating a completed run, or decoding a capture whose rows are live.")
    var yes = false

    @Flag(help: "Wait until the runs have ended.")
    var wait = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard (what == nil) == failed else { throw ValidationError("name a run or a capture, or use --failed") }
        if !failed, job != nil || server != nil { throw ValidationError("--job and --server need --failed") }
        if let what, RetryCommand.target(what) == nil {
            throw ValidationError("\(what): expected a run number, or capture:ID")
        }
    }

    func run() async throws {
        let session = Session(options)
        let target = what.flatMap(RetryCommand.target)
        if !yes { try await confirm(target, session) }
        let reply = try await KnownNames(session: session).correcting(job: job, server: server) {
            try await session.client.retry(
                RetryRequest(
                    requestID: Session.requestID, run: target?.run, capture: target?.capture, failed: failed, job: job,
                    server: server, reason: reason))
        }
        try await RunOutcome(session: session, wait: wait).report(reply, runs: reply.runs, [reply.message])
    }

    /// What is done already is asked for twice.
    private func confirm(_ target: (run: Int64?, capture: Int64?)?, _ session: Session) async throws {
        var question: String?
        if let run = target?.run {
            let line = try await session.client.run(run).run
            if line.state == .completed { question = "run \(run) of \(line.job) (\(line.subject)) has completed" }
        } else if let capture = target?.capture {
            let file = try await session.client.trace("capture:\(capture)").file
            if file.state == .loaded || file.state == .archived {
                question = "capture \(capture) (\(file.name)) is already decoded, and its rows are live"
            }
        }
        guard let question else { return }
        guard try Console.confirm(PrintableText.clean(question) + ". Run it again?") else {
            throw ExitCode(ControlError.Code.usage.exitCode)
        }
    }

    private static func target(_ text: String) -> (run: Int64?, capture: Int64?)? {
        let key = ObjectKey(text)
        if let run = key.run { return (run, nil) }
        return key.capture.map { (nil, $0) }
    }
}
