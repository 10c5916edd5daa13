import ArgumentParser
import Control
import Foundation

struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check configuration and jobs on this machine, without a daemon.",
        discussion: """
            Prints every problem as file:line: message; what to do. Beside the files themselves it checks what they name: \
            private keys, known hosts, the data root, directories, and programs and users of commands. Exits with 78 \
            when something cannot work. Warnings alone give 0; run it as the daemon's user, since it cannot check what \
            it may not read.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let report = ConfigurationCheck(session.places)
        try session.show(report, report.lines)
        if !report.problems.isEmpty { throw ExitCode(ControlError.Code.configuration.exitCode) }
    }
}
