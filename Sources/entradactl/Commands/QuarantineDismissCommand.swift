import ArgumentParser
import Control
import Ledger

struct QuarantineDismissCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Give up captures: move their bytes to the trash.",
        discussion: """
            Dismissed captures count as expired and are not fetched again. The trash keeps them for trash_days. Either \
            all of the named captures are dismissed, or none.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture ids.")
    var files: [Int64]

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        var names: [String] = []
        for file in files {
            let line = try await session.client.trace("capture:\(file)").file
            guard line.state == .quarantined else {
                throw ControlError(.conflict, "capture \(file) is \(line.state.rawValue), not in quarantine")
            }
            names.append("\(file) \(PrintableText.clean(line.name)) of \(PrintableText.clean(line.server))")
        }
        let what = "These captures will be given up: \(names.joined(separator: ", "))."
        guard try yes || Console.confirm("\(what) Continue?") else {
            throw ExitCode(ControlError.Code.usage.exitCode)
        }
        let reply = try await session.client.dismiss(
            DismissRequest(requestID: Session.requestID, captures: files, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}
