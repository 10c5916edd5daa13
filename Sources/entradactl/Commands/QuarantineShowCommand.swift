import ArgumentParser
import Control
import Ledger

struct QuarantineShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the history of a capture in quarantine, and the path of its file.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture id or name.")
    var file: String

    func run() async throws {
        let session = Session(options)
        let key = file
        let trace = try await session.ask {
            try await $0.trace(key)
        } offline: {
            try CaptureTrace(view: $0, key: key)
        }
        guard trace.file.state == .quarantined else {
            throw ControlError(
                .conflict,
                "capture \(trace.file.id) is \(trace.file.state.rawValue), not in quarantine; see entradactl trace")
        }
        try session.show(
            trace,
            TraceScreen.lines(trace, terminal: session.terminal, nowUs: Session.nowUs) + [
                "",
                PrintableText.clean(
                    "file: \(session.places.root)/\(trace.file.path ?? "?"); once the cause is fixed: "
                        + "entradactl quarantine release \(trace.file.id)"),
            ])
    }
}
