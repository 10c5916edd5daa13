import ArgumentParser
import Decode
import Foundation
import Tables
import Warehouse
import WorkerProtocol

/// Decodes captures of one name server into Parquet files.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decode captures of one name server into Parquet files.",
        discussion: """
            Writes DIR/<table>/day=YYYY-MM-DD/*.parquet and nothing outside DIR but the state file. The last line on \
            standard output is the event "finished".
            Exit codes: 0 done, 64 the command line is wrong, 65 an input is not usable, 75 try again, 70 a fault.
            """)

    @Option(help: "Name of the name server, for the column server.")
    var server: String
    @Option(help: "Anycast site, for the column server_location.")
    var site: String?
    @Option(help: ArgumentHelp("Directory for the files.", valueName: "dir"))
    var out: String
    @Option(help: ArgumentHelp("What waited at the end of the last capture.", valueName: "file"))
    var stateIn: String?
    @Option(help: ArgumentHelp("Gets what waits at the end; without it that goes out as rows.", valueName: "file"))
    var stateOut: String?
    @Option(help: ArgumentHelp("Rows of what waited in the state carry this capture id.", valueName: "id"))
    var flushAs: Int64?
    @Option(
        help: ArgumentHelp("How long a query waits for its answer, in microseconds of the capture.", valueName: "µs"))
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
    @Option(help: ArgumentHelp("Ends the program when this descriptor ends: the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?
    @Argument(help: ArgumentHelp("Captures, with their ids (default 0 and up).", valueName: "[id=]file"))
    var files: [String] = []

    func validate() throws {
        guard !files.isEmpty || stateIn != nil else { throw ValidationError("name a capture, or a state to flush") }
        guard maxDays > 0 else { throw ValidationError("--max-days is at least 1") }
        guard queryTimeoutUs > 0 else { throw ValidationError("--query-timeout-us is greater than 0") }
    }

    func run() throws {
        let options = try decodeOptions()
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        let printer = EventPrinter()
        try printer.finish { try decode(options, printer) }
    }

    /// Errors: `ValidationError`, such as a key that is none.
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
        let inputs = inputs
        let first = inputs.first?.id ?? flushAs ?? 0
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let engine = try Engine(.decoding)
        var metadata = ["entrada.captures": inputs.map { String($0.id) }.joined(separator: ",")]
        if let ledger { metadata["entrada.ledger"] = ledger }
        if let runNumber { metadata["entrada.run"] = String(runNumber) }
        let memory = ResourceLimits.memoryBytes(ProcessInfo.processInfo.environment)
        let staging = StagingWriter(directory: out, firstCapture: first, memoryBytes: memory) { schema, path in
            try DuckDBParquetWriter(engine: engine, schema: schema, path: path, metadata: metadata)
        }
        var warnings: [String] = []
        let enrichment = enrichmentOptions.addresses()
        let suffixes = enrichmentOptions.suffixes(warnings: &warnings)
        let decoder = Decoder(options: options, enrichment: enrichment, suffixes: suffixes, sink: staging)
        if let stateIn { try decoder.restore(state: Self.read(stateIn)) }
        var outcome = DecodeOutcome()
        var rows: [Table: Int64] = [:]
        for input in inputs {
            let report = try decoder.decode(input) { printer.progress(bytes: $0, packets: $1) }
            rows.merge(report.rows) { $0 + $1 }
            outcome.captures.append(
                DecodeOutcome.CaptureOutcome(
                    id: input.id, packets: report.packets, fates: report.fates, rows: Self.named(report.rows),
                    content_sha256: report.contentSHA256, first_us: report.firstMicroseconds,
                    last_us: report.lastMicroseconds))
        }
        let (state, left) = try decoder.finish(keepsState: stateOut != nil, flushAs: flushAs)
        rows.merge(left) { $0 + $1 }
        if let last = outcome.captures.indices.last, stateOut == nil, flushAs == nil {
            for (table, count) in left { outcome.captures[last].rows[table.rawValue, default: 0] += count }
        }
        if !inputs.isEmpty {
            try DaySpanRule(maximumDays: maxDays).check(decoder.totals, rows: rows.values.reduce(0, +))
        }
        outcome.files = try staging.finish()
        // Only at the very end, when all rows are on the disk.
        if let stateOut, let state { outcome.state_sha256 = try StateFile.write(state, to: stateOut) }
        let totals = decoder.totals
        outcome.packets = totals.packets
        outcome.messages = totals.messages
        outcome.queries = totals.queries
        outcome.responses = totals.responses
        outcome.rows = Self.named(rows)
        outcome.errors = totals.errors
        outcome.warnings = Array((totals.warnings + warnings + enrichment.warnings).prefix(100))
        return outcome
    }

    private static func named(_ rows: [Table: Int64]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: Table.allCases.map { ($0.rawValue, rows[$0] ?? 0) })
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WorkerFailure.system("open the state \(path)", errno)
        }
        return Array(data)
    }
}
