import ArgumentParser
import Control
import Ledger

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show daemon, jobs, backlog, tables, failures and disk on one screen.",
        discussion: "If no daemon answers, reads the ledger file directly.")

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Refresh the screen until interrupted.")
    var watch = false

    @Option(help: "Seconds between updates.")
    var interval: Double = 2

    @Flag(help: "For monitoring: print one line; exit with 7 if something is wrong, 3 if no daemon answers.")
    var check = false

    func validate() throws {
        if interval < 0.1 { throw ValidationError("--interval: at least 0.1") }
        if watch && check { throw ValidationError("--watch and --check cannot be combined") }
    }

    func run() async throws {
        let session = Session(options)
        if watch { return try await repeatedly(session) }
        let report = try await StatusCommand.report(session)
        if check { try conclude(report, session) }
        try session.show(report, StatusScreen(report, terminal: session.terminal).lines)
    }

    static func report(_ session: Session) async throws -> StatusReport {
        let root = session.places.root
        return try await session.ask {
            try await $0.status()
        } offline: { view in
            try StatusReport(view: view, live: nil, nowUs: Session.nowUs, disk: OfflineLedger.disk(root: root))
        }
    }

    private func repeatedly(_ session: Session) async throws {
        while true {
            let report = try await StatusCommand.report(session)
            // The width may have changed since.
            let terminal = Console.terminal(noColour: options.noColor)
            if options.json {
                try Console.write(json: report)
            } else {
                Console.draw(StatusScreen(report, terminal: terminal).fittingLines, terminal)
            }
            try await Task.sleep(for: .seconds(interval))
        }
    }

    private func conclude(_ report: StatusReport, _ session: Session) throws -> Never {
        if session.wantsJSON {
            try Console.write(json: report)
        } else {
            Console.write(
                report.alarms.isEmpty
                    ? "ok\n" : PrintableText.clean("degraded: " + report.alarms.joined(separator: "; ")) + "\n")
        }
        if report.daemon == nil { throw ExitCode(ControlError.Code.unreachable.exitCode) }
        throw report.alarms.isEmpty ? ExitCode.success : ExitCode(ControlError.Code.degraded.exitCode)
    }
}
