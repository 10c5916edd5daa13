import ArgumentParser
import Control

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start no new runs of jobs; current runs continue.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Jobs.", completion: NameCompletion.jobs)
    var jobs: [String] = []

    @Flag(help: "All jobs.")
    var all = false

    @Option(help: "Resume automatically at: 2h (from now), 06:00 (next, local time), or 2026-03-01T12:00:00Z.")
    var until: String?

    @Option(help: "The reason; shown in the status and recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or use --all") }
    }

    func run() async throws {
        let session = Session(options)
        let names = all ? try await session.client.jobs().jobs.map(\.name) : jobs
        let untilUs = try until.map { try InstantText.parse($0, nowUs: Session.nowUs) }
        var messages: [String] = []
        for name in names {
            let request = PauseRequest(
                requestID: Session.requestID, job: name, untilUs: untilUs, reason: reason)
            messages.append(
                try await KnownNames(session: session).correcting(job: name) {
                    try await session.client.pause(request).message
                })
        }
        try session.show(MessageReply(message: messages.joined(separator: "; ")), messages.map(PrintableText.clean))
    }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Resume paused jobs.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Jobs.", completion: NameCompletion.jobs)
    var jobs: [String] = []

    @Flag(help: "All paused jobs.")
    var all = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or use --all") }
    }

    func run() async throws {
        let session = Session(options)
        let known = try await session.client.jobs().jobs
        let names = all ? known.filter(\.isPaused).map(\.name) : jobs
        var messages = names.isEmpty ? ["no job is paused"] : []
        for name in names {
            let request = PauseRequest(requestID: Session.requestID, job: name, reason: reason)
            let reply = try await KnownNames(session: session).correcting(job: name) {
                try await session.client.resume(request)
            }
            messages.append(Self.message(reply.message, known.first { $0.name == name }))
        }
        try session.show(MessageReply(message: messages.joined(separator: "; ")), messages.map(PrintableText.clean))
    }

    /// A job that is switched off does not go on, and one that was not paused never stopped.
    private static func message(_ message: String, _ job: JobLine?) -> String {
        guard let job else { return message }
        if !job.enabled {
            return "\(job.name) is not paused but disabled: set enabled = true in its file, then entradactl reload"
        }
        return job.isPaused ? message : "\(job.name) was not paused"
    }
}
