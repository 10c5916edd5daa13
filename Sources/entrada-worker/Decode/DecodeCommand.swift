import ArgumentParser
import Decode
import Foundation
import Model
import Tables
import WorkerProtocol

/// Decodes captures of one name server into Parquet files.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decode captures of one name server into Parquet files.",
        discussion: """
            Writes DIR/<table>/day=YYYY-MM-DD/*.parquet and nothing outside DIR but the state file. The last line on \
            standard output is the event "finished".
            Exit codes: 0 success, 64 wrong command line, 65 an input cannot be used, 75 try again, 70 a bug.
            """)

    @Option(help: "Name of the name server, for the column server.")
    var server: String
    @Option(help: "Anycast site, for the column server_location.")
    var site: String?
    @Option(help: ArgumentHelp("Output directory.", valueName: "dir"))
    var out: String
    @Option(help: ArgumentHelp("State file from the end of the previous capture.", valueName: "file"))
    var stateIn: String?
    @Option(
        help: ArgumentHelp(
            "Write the state at the end to this file; without it, waiting queries become rows.", valueName: "file"))
    var stateOut: String?
    @Option(help: ArgumentHelp("Capture id for the rows of queries that waited in the state.", valueName: "id"))
    var flushAs: Int64?
    @Option(
        help: ArgumentHelp("How long a query waits for its response, in microseconds of packet time.", valueName: "µs"))
    var queryTimeoutUs: Int64 = 5_000_000
    @Option(help: ArgumentHelp("Days that rows may go to; others are counted, and go to one of these.", valueName: "n"))
    var maxDays: Int = 3
    @Option(help: ArgumentHelp("Ports on which DNS is spoken.", valueName: "port"))
    var port: [UInt16] = [53]
    @OptionGroup(title: "Packets") var packets: PacketOptions
    @OptionGroup(title: "Enrichment") var enrichmentOptions: EnrichmentOptions
    @OptionGroup(title: "Privacy") var privacyOptions: PrivacyOptions
    @OptionGroup(title: "Filters") var filterOptions: FilterOptions
    @OptionGroup(title: "Records") var records: RecordOptions
    @Option(help: ArgumentHelp("Id of the ledger, for the metadata of the files.", valueName: "id"))
    var ledger: String?
    @Option(name: .customLong("run"), help: "Number of the run, for the process list.")
    var runNumber: Int64?
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?
    @Flag(help: "Take captures from standard input, a line of JSON for each, until one names none.")
    var orders = false
    @Argument(help: ArgumentHelp("Captures, with their ids (default 0 and up).", valueName: "[id=]file"))
    var files: [String] = []

    func validate() throws {
        if orders {
            guard files.isEmpty, stateOut == nil, flushAs == nil, lifetimeFd == nil else {
                throw ValidationError("--orders takes captures, files and states from its orders, and ends with them")
            }
        } else {
            guard !files.isEmpty || stateIn != nil else { throw ValidationError("name a capture, or a state to flush") }
        }
        guard maxDays > 0 else { throw ValidationError("--max-days is at least 1") }
        guard queryTimeoutUs > 0 else { throw ValidationError("--query-timeout-us is greater than 0") }
    }

    func run() throws {
        let options = try decodeOptions()
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        let printer = EventPrinter()
        try printer.finish { try decode(options, printer) }
    }

    /// - Throws: `ValidationError`, such as a key that is none.
    private func decodeOptions() throws -> DecodeOptions {
        var options = DecodeOptions(server: server, site: site)
        options.ports = Set(port)
        packets.apply(to: &options)
        options.queryTimeoutMicroseconds = queryTimeoutUs
        options.maximumDaySpan = maxDays
        options.privacy = try privacyOptions.policy(ProcessInfo.processInfo.environment)
        options.dropsAddressesBefore = privacyOptions.dropAddressesBefore.flatMap { Day($0) }
        options.droppedSuffixes = try filterOptions.suffixes()
        options.droppedServers = Set(filterOptions.dropServer)
        options.serverAddresses = enrichmentOptions.serverAddresses
        options.recordData = records.wanted
        if let memory = ResourceLimits.memoryBytes(ProcessInfo.processInfo.environment) {
            options.fit(intoMemory: memory)
        }
        return options
    }

    /// The captures with their ids. A name with `=` needs its id; so does none of the others.
    private var inputs: [CaptureInput] {
        files.enumerated().map { index, text in
            guard let separator = text.firstIndex(of: "="), let id = Int64(text[..<separator]) else {
                return CaptureInput(id: Int64(index), path: text)
            }
            return CaptureInput(id: id, path: String(text[text.index(after: separator)...]))
        }
    }

    private func decode(_ options: DecodeOptions, _ printer: EventPrinter) throws -> DecodeOutcome {
        let session = try DecodeSession(
            options, enrichmentOptions, maximumDays: maxDays, ledger: ledger, printer: printer)
        let state = try stateIn.map { try StateSource($0) }
        if orders {
            try session.follow(OrderReader(), state: state, printer: printer)
            return DecodeOutcome()
        }
        var (outcome, left) = try session.decode(
            DecodeSession.Work(
                inputs: inputs, out: out, state: state, keepsState: stateOut != nil, flushAs: flushAs, run: runNumber))
        // Only at the very end, when all rows are on the disk.
        if let stateOut, let left { outcome.state_sha256 = try StateFile.write(left, to: stateOut) }
        return outcome
    }
}
