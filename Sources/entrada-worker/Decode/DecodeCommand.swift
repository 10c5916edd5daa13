import ArgumentParser
import Foundation
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
    var queryTimeoutUs = DecodeRequest(server: "", out: "").query_timeout_us
    @Option(help: ArgumentHelp("Days that rows may go to; others are counted, and go to one of these.", valueName: "n"))
    var maxDays = DecodeRequest(server: "", out: "").max_days
    @Option(help: ArgumentHelp("Ports on which DNS is spoken.", valueName: "port"))
    var port = DecodeRequest.Packets().ports
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

    /// Flags that are not called as the keys of the request.
    private static let flags = [
        "captures": "", "follows_orders": "--orders", "own_suffixes": "--own-suffix", "drop_suffixes": "--drop-suffix",
        "drop_servers": "--drop-server", "server_addresses": "--server-address", "key_file": "--privacy-key-file",
        PrivacyKey.variable: PrivacyKey.variable,
    ]

    func validate() throws {
        try Flags.translate(Self.flags) {
            if orders, lifetimeFd != nil {
                throw InvalidRequest("lifetime_fd", " has no meaning with --orders, which ends with its input")
            }
            try request.validate()
        }
    }

    func run() throws {
        let execution = try Flags.translate(Self.flags) { try DecodeExecution(request) }
        try execution.perform(lifetime: lifetimeFd, orders: LineReader(STDIN_FILENO))
    }

    private var request: DecodeRequest {
        var request = DecodeRequest(server: server, out: out)
        request.site = site
        request.captures = captures
        request.state_in = stateIn
        request.state_out = stateOut
        request.flush_as = flushAs
        request.follows_orders = orders
        request.query_timeout_us = queryTimeoutUs
        request.max_days = maxDays
        request.packets = packets.packets(ports: port)
        request.enrichment = enrichmentOptions.enrichment
        request.privacy = privacyOptions.policy
        request.drop_addresses_before = privacyOptions.dropAddressesBefore
        request.filters = filterOptions.filters
        request.record_data = records.recordData
        request.origin = FileOrigin(ledger: ledger, run: runNumber)
        return request
    }

    /// The captures with their ids. A name with `=` needs its id; so does none of the others.
    private var captures: [DecodeRequest.Capture] {
        files.enumerated().map { index, text in
            guard let separator = text.firstIndex(of: "="), let id = Int64(text[..<separator]) else {
                return .init(id: Int64(index), path: text)
            }
            return .init(id: id, path: String(text[text.index(after: separator)...]))
        }
    }
}
