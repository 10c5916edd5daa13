import ArgumentParser
import Control
import Foundation

struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check configuration and jobs on this machine, without a daemon.",
        discussion: """
            Prints every problem as file:line: message; what to do. It also checks what the files name: private keys, \
            known hosts, the data root, directories, and the programs and users of commands. Exits with 78 if something \
            cannot work, and with 0 if there are only warnings. Run it as the daemon's user, because it cannot check \
            files that it may not read.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = ConfigurationCheck(session.places)
        try session.show(report, report.lines)
        if !report.problems.isEmpty { throw ExitCode(ControlError.Code.configuration.exitCode) }
    }
}
