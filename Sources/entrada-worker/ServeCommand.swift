import ArgumentParser
import Foundation
import WorkerProtocol

/// Does what a request asks for: how the daemon starts this program.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Do what a request asks for, a line of JSON on standard input.",
        discussion: """
            A query writes its rows to standard output, everything else a line of JSON for each event. \
            Exit codes: those of the other commands; 76 a request of another version.
            """)

    @Option(
        help: ArgumentHelp("The file that holds the request; - is the first line of standard input.", valueName: "file")
    )
    var request = "-"
    @Argument(help: "What it is about, for the list of processes; it does nothing.")
    var label: [String] = []

    func run() throws {
        let input = LineReader(STDIN_FILENO)
        let json = try read(input)
        // A query's output is for its rows.
        let printsRows = RequestHead(json: json)?.printsRows ?? false
        if !printsRows { EventPrinter().send(.started(.own)) }
        do { try serve(WorkerRequest(json: json), input) } catch let error
            where error is RequestError || error is InvalidRequest
        {
            if printsRows { throw WorkerFailure(error).told() }
            try EventPrinter().finish { throw error }
        }
    }

    private func serve(_ request: WorkerRequest, _ input: LineReader) throws {
        let lifetime = request.ends_with_input ? STDIN_FILENO : nil
        switch request.work {
        case .decode(let request):
            // Orders end with the input anyway, and only one may read it.
            try DecodeExecution(request).perform(lifetime: request.follows_orders ? nil : lifetime, orders: input)
        case .compact(let request): try CompactExecution(request).perform(lifetime: lifetime)
        case .count(let request): try CountExecution(request).perform(lifetime: lifetime)
        case .query(let request): try QueryExecution(request).perform(lifetime: lifetime)
        case .checkReference(let request): try ReferenceCheckExecution(request).perform(lifetime: lifetime)
        }
    }

    /// A byte more than a request may have is enough to tell that it is too long.
    private func read(_ input: LineReader) throws -> Data {
        let limit = WorkerRequest.maximumBytes + 1
        if request == "-" {
            guard let line = try input.next(limitBytes: limit) else {
                // Whoever wanted something is gone.
                throw ExitCode(WorkerExit.tryAgain.rawValue)
            }
            return Data(line)
        }
        guard let file = FileHandle(forReadingAtPath: request), let data = try file.read(upToCount: limit) else {
            throw ValidationError("--request: \(request) cannot be read")
        }
        return data
    }
}
