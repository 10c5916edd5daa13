import Foundation
import RealServers
import Testing
import WorkerProtocol

@Suite("A worker that is asked by a request")
struct ServeTests {
    private let worker = Program.built("entrada-worker")
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func capture() throws -> String {
        try Program.run(
            worker, ["simulate", "dns", "--out", try folder.make("made"), "--packets", "2000", "--seed", "5"])
        return folder["made/"] + (try #require(try folder.names(in: "made").first { $0.contains(".pcap") }))
    }

    /// Runs it with a text on its standard input, which ends there.
    private func serve(_ text: String) throws -> (code: Int32, output: String) {
        try folder.write(text, to: "request")
        let outcome = try Program.outcome("/bin/sh", ["-c", "exec \(worker) serve < \(folder["request"]) 2>&1"])
        return (outcome.code, outcome.output)
    }

    private func events(_ output: String) throws -> [WorkerEvent] {
        try output.split(separator: "\n").filter { $0.hasPrefix("{") }.map { try WorkerEvent(line: $0) }
    }

    private func finished(_ output: String) throws -> DecodeOutcome {
        guard case .finished(let outcome)? = try events(output).last else { throw CocoaError(.coderReadCorrupt) }
        return outcome
    }

    private func isOwn(_ event: WorkerEvent?) -> Bool {
        if case .started(.own)? = event { true } else { false }
    }

    @Test("decodes as with flags, byte for byte; what it has made is counted, rewritten and queried")
    func chain() throws {
        let capture = try capture()
        let flags = try finished(
            try Program.run(
                worker,
                [
                    "decode", "--server", "ns1", "--site", "ams", "--out", folder["flags"], "--privacy", "truncate",
                    "--tunnel", "gre", "--record-data", "all", "--drop-server", "203.0.113.9", "--run", "3",
                    "7=\(capture)",
                ]))
        var decode = DecodeRequest(server: "ns1", out: folder["out"])
        decode.site = "ams"
        decode.captures = [.init(id: 7, path: capture)]
        decode.privacy = .truncate(ipv4_bits: 24, ipv6_bits: 48)
        decode.packets.tunnels = [.gre]
        decode.record_data = .all
        decode.filters.drop_servers = ["203.0.113.9"]
        decode.origin.run = 3
        let asked = try serve(WorkerRequest(.decode(decode), ends_with_input: false).line() + "\n")
        #expect(asked.code == 0, "\(asked.output)")
        #expect(isOwn(try events(asked.output).first))
        let outcome = try finished(asked.output)
        #expect(outcome == flags && !outcome.files.isEmpty)

        let file = try #require(outcome.files.first { $0.table == "dns" })
        let path = folder["out/" + file.path]
        let counting = CountRequest(inputs: [.init(path: path, depth: .captures), .init(path: "/none", depth: .all)])
        let counted = try serve(WorkerRequest(.count(counting), ends_with_input: false).line())
        #expect(counted.code == 0, "\(counted.output)")
        let counts = try events(counted.output).compactMap { if case .counted(let count) = $0 { count } else { nil } }
        #expect(counts.map(\.rows) == [file.rows, nil] && counts[0].rows_by_capture == ["7": file.rows])
        #expect(counts[1].problem != nil)

        var compact = CompactRequest(
            table: "dns", day: file.day, out: folder["compacted"], temp: folder["temp"], inputs: folder["inputs"])
        try folder.write(CompactRequest.list(of: [.init(path: path)]), to: "inputs")
        compact.memory_limit_bytes = 512 << 20
        let compacted = try serve(WorkerRequest(.compact(compact), ends_with_input: false).line())
        #expect(compacted.code == 0, "\(compacted.output)")
        #expect(try finished(compacted.output).files.map(\.rows) == [file.rows])
        compact.inputs = folder["none"]
        let lost = try serve(WorkerRequest(.compact(compact), ends_with_input: false).line())
        try folder.write("\t/a\nx\t/b\n", to: "none")
        let wrong = try serve(WorkerRequest(.compact(compact), ends_with_input: false).line())
        #expect(wrong.code == 64 && wrong.output.contains(folder["none"] + ": line 2: "), "\(wrong.output)")
        #expect(lost.code == 75 && lost.output.contains("none cannot be read: "), "\(lost.output)")

        try folder.write(
            #"{"root":"\#(folder.path)","files":[{"id":1,"table":"dns","day":"\#(file.day)","path":"out/\#(file.path)","#
                + #""rows":\#(file.rows),"masked":[]}]}"#, to: "snapshot.json")
        var query = QueryRequest(sql: "SELECT count(*) AS n FROM dns", snapshot: folder["snapshot.json"])
        query.format = .csv
        let answered = try serve(WorkerRequest(.query(query), ends_with_input: false).line())
        #expect(answered.code == 0 && answered.output == "n\n\(file.rows)\n", "\(answered.output)")
    }

    @Test("refuses reference data that cannot be used, as with flags")
    func reference() throws {
        try folder.write("no database", to: "asn.mmdb")
        let check = ReferenceCheckRequest(kind: .asnDatabase, file: folder["asn.mmdb"])
        let asked = try serve(WorkerRequest(.checkReference(check), ends_with_input: false).line())
        let flags = try Program.outcome(worker, ["check-reference", "geo-asn", folder["asn.mmdb"]])
        #expect(asked.code == 65 && flags.code == 65)
        let reason = try finished(asked.output).reason
        let other = try finished(flags.output).reason
        #expect(reason != nil && reason == other)
    }

    @Test("of another version: both versions are told, and the exit code is one of its own")
    func otherVersion() throws {
        let asked = try serve(#"{"version":99,"entrada":"9.9.9","decode":{"of":"another time"}}"# + "\n")
        #expect(asked.code == WorkerExit.otherVersion.rawValue)
        #expect(isOwn(try events(asked.output).first))
        let reason = try finished(asked.output).reason ?? ""
        #expect(reason.contains("version 99 (Entrada 9.9.9)") && reason.contains("\(ProgramVersion.own)"))
        #expect(reason.hasSuffix("install the same release of both"))
        // A query's output is for rows: what is wrong stands on standard error.
        try folder.write(#"{"version":99,"query":{}}"#, to: "query.json")
        let query = try Program.outcome(
            "/bin/sh", ["-c", "\(worker) serve --request \(folder["query.json"]) 2>/dev/null"])
        #expect(query.code == WorkerExit.otherVersion.rawValue && query.output.isEmpty)
    }

    @Test("what is no request, or asks for what cannot be done, is refused with the reason, and nothing crashes")
    func wrong() throws {
        var decode = DecodeRequest(server: "ns1", out: folder["out"])
        decode.captures = [.init(id: 1, path: "/none")]
        decode.max_days = 0
        let range = try WorkerRequest(.decode(decode), ends_with_input: false).line()
        decode.max_days = 3
        decode.privacy = .pseudonymise(key_file: folder["none"])
        let key = try WorkerRequest(.decode(decode), ends_with_input: false).line()
        decode.privacy = .keep
        decode.filters.drop_servers = ["ns1"]
        let address = try WorkerRequest(.decode(decode), ends_with_input: false).line()
        for (text, reason) in [
            ("nonsense\n", "not a request"), ("\n", "not a request"), ("\0\u{1}\n", "not a request"),
            (range, "max_days is at least 1"), (key, "key_file: \(folder["none"]) cannot be read"),
            (address, "drop_servers: ns1 is not an address"), (String(range.dropLast(9)), "not a request"),
            (range.replacing(#""max_days""#, with: #""most_days":1,"max_days""#), "does not know: decode.most_days"),
            (String(repeating: "x", count: WorkerRequest.maximumBytes + 1), "longer than 8388608 bytes"),
        ] {
            let asked = try serve(text)
            #expect(asked.code == WorkerExit.usage.rawValue, "\(asked.output)")
            #expect(try finished(asked.output).reason?.contains(reason) == true, "\(asked.output)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder["out"]))
        #expect(try serve("").code == WorkerExit.tryAgain.rawValue, "nobody asks any more")
    }

    @Test("ends with its input, when it is asked to")
    func orphaned() throws {
        try Program.run("/usr/bin/mkfifo", [folder["never"]])
        // Opening the capture waits for a writer that never comes.
        var decode = DecodeRequest(server: "ns1", out: folder["out"])
        decode.captures = [.init(id: 1, path: folder["never"])]
        #expect(try serve(WorkerRequest(.decode(decode), ends_with_input: true).line() + "\n").code == 75)
    }
}
