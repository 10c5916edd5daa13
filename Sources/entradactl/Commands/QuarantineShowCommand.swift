import ArgumentParser
import Control
import Ledger

struct QuarantineShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The life of a capture in quarantine, and where its bytes are.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The id of a capture, or its name.")
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
                    "its bytes: \(session.places.root)/\(trace.file.path ?? "?"); when the cause is mended: "
                        + "entradactl quarantine release \(trace.file.id)"),
            ])
    }
}
