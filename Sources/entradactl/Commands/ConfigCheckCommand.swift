import ArgumentParser
import Control
import Foundation

struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check configuration and jobs, without a daemon.",
        discussion: "Prints every problem as file:line: message. Exits with 78 when there is one.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = ConfigurationCheck(session.places)
        try session.show(report, report.lines)
        if !report.problems.isEmpty { throw ExitCode(ControlError.Code.configuration.exitCode) }
    }
}
