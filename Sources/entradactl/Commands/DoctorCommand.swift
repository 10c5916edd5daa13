import ArgumentParser
import Control
import Ledger

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Compare disk, ledger and configuration; tell what needs a person.",
        discussion: "Changes nothing. Exits with 7 when there is a finding.")

    @OptionGroup var options: GlobalOptions

    private struct Findings: Encodable {
        var schema = 1
        var data: DoctorReport
        var configuration: ConfigurationCheck
    }

    func run() async throws {
        let session = Session(options)
        let root = session.places.root
        let report = try await session.ask(seconds: 600) {
            try await $0.doctor()
        } offline: {
            try DoctorReport(view: $0, root: root)
        }
        let check = ConfigurationCheck(session.places)
        try session.show(
            Findings(data: report, configuration: check),
            DoctorScreen.lines(report, terminal: session.terminal) + ["", "configuration:"] + check.lines)
        if !report.isSound || !check.problems.isEmpty { throw ExitCode(ControlError.Code.degraded.exitCode) }
    }
}
