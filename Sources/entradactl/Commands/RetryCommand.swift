import ArgumentParser
import Control
import Ledger

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Do again what has failed; quarantined captures come back.",
        discussion: "A number is a run, capture:ID is a capture; --failed is everything, within --job and --server.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "RUN or capture:ID.")
    var what: String?

    @Flag(help: "Everything that has failed.")
    var failed = false

    @Option(help: "Only of this job.")
    var job: String?

    @Option(help: "Only of this server.")
    var server: String?

    @Flag(help: "Wait until it is done.")
    var wait = false

    @Option(help: "Why; kept in the ledger.")
    var reason: String?

    func validate() throws {
        guard (what == nil) == failed else { throw ValidationError("name a run or a capture, or say --failed") }
        if !failed, job != nil || server != nil { throw ValidationError("--job and --server belong to --failed") }
        if let what, RetryCommand.target(what) == nil { throw ValidationError("\(what): a number, or capture:ID") }
    }

    func run() async throws {
        let session = Session(options)
        let target = what.flatMap(RetryCommand.target)
        let reply = try await session.client.retry(
            RetryRequest(
                requestID: Session.requestID, run: target?.run, capture: target?.capture, failed: failed, job: job,
                server: server, reason: reason))
        try await RunOutcome(session: session, wait: wait).report(reply, runs: reply.runs, [reply.message])
    }

    private static func target(_ text: String) -> (run: Int64?, capture: Int64?)? {
        if text.hasPrefix("capture:") { return Int64(text.dropFirst(8)).map { (nil, $0) } }
        let number = text.hasPrefix("run:") ? text.dropFirst(4) : text[...]
        return Int64(number).map { ($0, nil) }
    }
}
