import ArgumentParser
import Control

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show the history of a capture, and the files with its rows.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture id, name at the source, or local name.")
    var file: String

    func run() async throws { try await TraceCommand.trace(file, Session(options)) }

    static func trace(_ key: String, _ session: Session) async throws {
        let trace = try await session.ask {
            try await $0.trace(key)
        } offline: {
            try CaptureTrace(view: $0, key: key)
        }
        try session.show(trace, TraceScreen.lines(trace, terminal: session.terminal, nowUs: Session.nowUs))
    }
}
