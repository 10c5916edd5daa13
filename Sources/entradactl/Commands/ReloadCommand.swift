import ArgumentParser
import Control

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Read configuration and jobs again; on an error, report it and keep the old ones.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let reply = try await session.client.reload()
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}
