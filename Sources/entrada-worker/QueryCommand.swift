public import ArgumentParser
public import WorkerProtocol

/// Answers SQL over exactly the files of a snapshot.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Run SQL over a snapshot: the views dns, icmp, flows and entrada2_dns.")

    @Option(help: ArgumentHelp("The files, as JSON.", valueName: "file"))
    var snapshot: String
    @Option(help: "Output format: table, csv, json or parquet.")
    var format = QueryRequest.Format.table
    @Option(help: ArgumentHelp("Output file, instead of standard output.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Memory limit of the engine.", valueName: "bytes"))
    var memoryLimit: Int64 = 2 << 30
    @Option(help: ArgumentHelp("Threads of the engine.", valueName: "n"))
    var threads: Int = 2
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?
    @Argument(help: "The query.")
    var sql: String

    /// Flags that are not called as the keys of the request.
    private static let flags = ["memory_limit_bytes": "--memory-limit"]

    func validate() throws { try Flags.translate(Self.flags) { try request.validate() } }

    func run() throws { try QueryExecution(request).perform(lifetime: lifetimeFd) }

    private var request: QueryRequest {
        var request = QueryRequest(sql: sql, snapshot: snapshot)
        request.format = format
        request.output = output
        request.memory_limit_bytes = memoryLimit
        request.threads = threads
        return request
    }
}

extension QueryRequest.Format: ExpressibleByArgument {}
