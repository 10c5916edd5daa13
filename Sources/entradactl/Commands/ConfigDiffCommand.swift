import ArgumentParser
import Control
import Foundation
import Jobs

struct ConfigDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What a reload would change: the files beside what the daemon runs.",
        discussion: "Exits with 78 when the files are refused, and with 3 when no daemon answers.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let files = try picture(session.places)
        guard try session.client.isReachable() else {
            throw ControlError(
                .unreachable,
                "no daemon answers at \(session.places.socket), so there is nothing to compare with; the files have no "
                    + "problem, and are what a start would take")
        }
        let reply = try await session.client.configuration()
        let running = ConfigurationPicture(settings: reply.settings, servers: reply.servers, jobs: reply.jobs)
        let diff = ConfigurationDiff(from: running, to: files)
        try session.show(
            ConfigurationDiffReport(diff),
            diff.isEmpty ? ["the daemon runs what the files say"] : diff.lines.map { PrintableText.clean($0) })
    }

    private func picture(_ places: Places) throws -> ConfigurationPicture {
        do {
            let configuration = try Configuration.load(
                places.overrides,
                credentialsDirectory: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
            return ConfigurationPicture(
                configuration, try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration))
        } catch {
            throw ControlError(.configuration, "\(error)\na reload would be refused, and the daemon go on as it is")
        }
    }
}
