import ArgumentParser
import Control
import Foundation
import Jobs

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check or compare configuration and jobs.",
        subcommands: [ConfigCheckCommand.self, ConfigDiffCommand.self])
}

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

struct ConfigDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what a reload would change.",
        discussion:
            "Compares the files with what the daemon uses. Exits with 78 if the files have errors, and with 3 if no daemon answers."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let files = try picture(session.places)
        guard try session.client.isReachable() else {
            throw ControlError(
                .unreachable,
                "no daemon answers at \(session.places.socket), so there is nothing to compare with; the files have no "
                    + "problems, and the daemon would use them when it starts")
        }
        let reply = try await session.client.configuration()
        let running = ConfigurationPicture(settings: reply.settings, servers: reply.servers, jobs: reply.jobs)
        let diff = ConfigurationDiff(from: running, to: files)
        try session.show(
            ConfigurationDiffReport(diff),
            diff.isEmpty
                ? ["no changes: the daemon uses the configuration of the files"]
                : diff.lines.map { PrintableText.clean($0) })
    }

    private func picture(_ places: Paths) throws -> ConfigurationPicture {
        do {
            let configuration = try Configuration.load(
                places.overrides,
                credentialsDirectory: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
            return ConfigurationPicture(
                configuration, try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration))
        } catch {
            throw ControlError(
                .configuration, "\(error)\na reload would fail, and the daemon would keep its present configuration")
        }
    }
}
