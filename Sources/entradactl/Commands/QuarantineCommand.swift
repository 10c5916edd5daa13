import ArgumentParser
import Control
import Ledger

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List, release or dismiss captures that could not be processed.",
        subcommands: [
            QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineReleaseCommand.self,
            QuarantineDismissCommand.self,
        ],
        defaultSubcommand: QuarantineListCommand.self)
}

struct QuarantineListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List captures in quarantine with the reason, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only for this server.", completion: NameCompletion.servers)
    var server: String?

    @Option(help: "Maximum number of lines.")
    var limit = 50

    func run() async throws {
        let session = Session(options)
        let filter = FileFilter(server: server, states: [.quarantined], limit: limit)
        let report = try await session.ask {
            try await $0.files(filter)
        } offline: {
            try FilesReport(view: $0, filter: filter)
        }
        if report.files.isEmpty, !session.wantsJSON { return Console.write(lines: ["quarantine is empty"]) }
        if report.files.isEmpty { try await KnownNames(session: session).require(server: server) }
        try session.show(report, QuarantineScreen.table(report.files, nowUs: Session.nowUs).lines(session.terminal))
    }
}

struct QuarantineShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the history of a capture in quarantine, and the path of its file.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture id or name.")
    var file: String

    func run() async throws {
        let session = Session(options)
        let key = file
        let trace = try await session.ask {
            try await $0.trace(key)
        } offline: {
            try CaptureTrace(view: $0, key: key)
        }
        guard trace.file.state == .quarantined else {
            throw ControlError(
                .conflict,
                "capture \(trace.file.id) is \(trace.file.state.rawValue), not in quarantine; see entradactl trace")
        }
        try session.show(
            trace,
            TraceScreen.lines(trace, terminal: session.terminal, nowUs: Session.nowUs) + [
                "",
                PrintableText.clean(
                    "file: \(session.places.root)/\(trace.file.path ?? "?"); once the cause is fixed: "
                        + "entradactl quarantine release \(trace.file.id)"),
            ])
    }
}

struct QuarantineReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Decode captures again.",
        discussion: "Captures that fail again return to quarantine.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture ids.")
    var files: [Int64] = []

    @Flag(help: "All captures that nobody has acknowledged (of --server, if given).")
    var all = false

    @Option(help: "With --all: only captures of this server.", completion: NameCompletion.servers)
    var server: String?

    @Flag(help: "Wait until the runs have ended.")
    var wait = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func validate() throws {
        guard files.isEmpty == all else { throw ValidationError("name capture ids, or use --all") }
        if server != nil, !all { throw ValidationError("--server needs --all") }
    }

    func run() async throws {
        let session = Session(options)
        var reply = RetryReply(runs: [], captures: [], message: "")
        if all {
            let decode = try await session.client.jobs().jobs.first {
                $0.enabled && $0.items?.contains("capture") == true
            }
            guard let decode else {
                throw ControlError(.notFound, "an enabled job of kind decode; see entradactl jobs")
            }
            let request = RetryRequest(
                requestID: Session.requestID, failed: true, job: decode.name, server: server, reason: reason)
            reply = try await KnownNames(session: session).correcting(server: server) {
                try await session.client.retry(request)
            }
        }
        for file in files {
            let state = try await session.client.trace("capture:\(file)").file.state
            guard state == .quarantined else {
                throw ControlError(.conflict, "capture \(file) is \(state.rawValue), not in quarantine")
            }
            let one = try await session.client.retry(
                RetryRequest(requestID: Session.requestID, capture: file, reason: reason))
            reply.runs += one.runs
            reply.captures += one.captures
        }
        reply.message = reply.captures.isEmpty ? "quarantine is empty" : "\(reply.captures.count) released"
        try await RunOutcome(session: session, wait: wait).report(reply, runs: reply.runs, [reply.message])
    }
}

struct QuarantineDismissCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Give up captures: move their bytes to the trash.",
        discussion: """
            Dismissed captures count as expired and are not fetched again. The trash keeps them for trash_days. Either \
            all of the named captures are dismissed, or none.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Capture ids.")
    var files: [Int64]

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Option(help: "The reason; recorded in the ledger.")
    var reason: String?

    func run() async throws {
        let session = Session(options)
        var names: [String] = []
        for file in files {
            let line = try await session.client.trace("capture:\(file)").file
            guard line.state == .quarantined else {
                throw ControlError(.conflict, "capture \(file) is \(line.state.rawValue), not in quarantine")
            }
            names.append("\(file) \(PrintableText.clean(line.name)) of \(PrintableText.clean(line.server))")
        }
        let what = "These captures will be given up: \(names.joined(separator: ", "))."
        guard try yes || Console.confirm("\(what) Continue?") else {
            throw ExitCode(ControlError.Code.usage.exitCode)
        }
        let reply = try await session.client.dismiss(
            DismissRequest(requestID: Session.requestID, captures: files, reason: reason))
        try session.show(reply, [PrintableText.clean(reply.message)])
    }
}
