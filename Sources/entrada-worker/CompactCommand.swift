import ArgumentParser
import WorkerProtocol

/// Rewrites the live files of a day into few large sorted ones.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Rewrite the files of a table and day into few large sorted ones.",
        discussion: """
            The file of --inputs has a line for each input: ids of masked captures with commas between them, a tab, the \
            path. The last line on standard output is the event "finished".
            """)

    @Option(help: "dns, icmp or flows.")
    var table: String
    @Option(help: "The day, YYYY-MM-DD.")
    var day: String
    @Option(help: ArgumentHelp("Output directory.", valueName: "dir"))
    var out: String
    @Option(help: ArgumentHelp("Directory for temporary files.", valueName: "dir"))
    var temp: String
    @Option(help: ArgumentHelp("Start a new file after this many bytes.", valueName: "bytes"))
    var targetFileSize: Int64 = 512 << 20
    @Option(help: ArgumentHelp("Memory limit of the program.", valueName: "bytes"))
    var memoryLimit: Int64 = 1 << 30
    @Option(help: ArgumentHelp("Threads of the engine; more need more memory.", valueName: "n"))
    var threads: Int = 1
    @Option(help: ArgumentHelp("The list of files to rewrite.", valueName: "file"))
    var inputs: String
    @Flag(help: "Omit the addresses of clients.")
    var withoutAddresses = false
    @Flag(help: "Keep the rows in the order of the inputs.")
    var unsorted = false
    @Option(help: ArgumentHelp("Id of the ledger, for the metadata of the files.", valueName: "id"))
    var ledger: String?
    @Option(help: ArgumentHelp("Generation of the day, for the metadata of the files.", valueName: "n"))
    var generation: Int64?
    @Option(name: .customLong("run"), help: "Number of the run, for the process list.")
    var runNumber: Int64?
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?

    /// Flags that are not called as the keys of the request.
    private static let flags = ["target_file_bytes": "--target-file-size", "memory_limit_bytes": "--memory-limit"]

    func validate() throws { try Flags.translate(Self.flags) { _ = try CompactExecution(request) } }

    func run() throws { try CompactExecution(request).perform(lifetime: lifetimeFd) }

    private var request: CompactRequest {
        var request = CompactRequest(table: table, day: day, out: out, temp: temp, inputs: inputs)
        request.target_file_bytes = targetFileSize
        request.memory_limit_bytes = memoryLimit
        request.threads = threads
        request.without_addresses = withoutAddresses
        request.unsorted = unsorted
        request.generation = generation
        request.origin = FileOrigin(ledger: ledger, run: runNumber)
        return request
    }
}
