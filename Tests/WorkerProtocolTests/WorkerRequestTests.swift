import Foundation
import Model
import SharedInputs
import Testing
import WorkerProtocol

@Suite("What a worker is asked for")
struct WorkerRequestTests {
    private static let line = """
        {"compact":{"day":"2026-01-31","generation":4,"inputs":"/w/inputs",\
        "memory_limit_bytes":1073741824,"origin":{"ledger":"L","run":17},"out":"/w/out","table":"dns",\
        "target_file_bytes":536870912,"temp":"/w/temp","threads":1,"unsorted":false,"without_addresses":true},\
        "ends_with_input":true,"entrada":"\(EntradaVersion.text)","version":1}
        """

    private func refusal(_ json: String) -> RequestError? {
        #expect(throws: RequestError.self) { try WorkerRequest(json: Data(json.utf8)) }
    }

    @Test("it is a line that other programs may write, every key spelled out")
    func documented() throws {
        var compact = CompactRequest(
            table: "dns", day: "2026-01-31", out: "/w/out", temp: "/w/temp", inputs: "/w/inputs")
        compact.without_addresses = true
        compact.generation = 4
        compact.origin = FileOrigin(ledger: "L", run: 17)
        let request = WorkerRequest(.compact(compact), ends_with_input: true)
        #expect(try request.line() == Self.line)
        #expect(try WorkerRequest(json: Data(Self.line.utf8)) == request)
        #expect(request.label == "compact dns 2026-01-31 (run 17)")
    }

    @Test("whatever is asked for is read as it was written, on one line", arguments: UInt64(1)...40)
    func roundTrip(seed: UInt64) throws {
        var random = RandomRequests(seed: seed)
        for _ in 0..<50 {
            let request = random.request()
            let line = try request.line()
            #expect(!line.contains("\n"))
            #expect(try WorkerRequest(json: Data(line.utf8)) == request)
        }
    }

    @Test("of another version it is told apart, whatever else is in it", arguments: [0, 2, 99])
    func otherVersion(version: Int) throws {
        for json in [
            Self.line.replacing(#""version":1"#, with: #""version":\#(version)"#)
                .replacing(#""entrada":"\#(EntradaVersion.text)""#, with: #""entrada":"9.9.9""#),
            #"{"version":\#(version),"entrada":"9.9.9","query":{"in":"a way nobody knows"}}"#,
            #"{"version":\#(version),"entrada":"9.9.9"}"#,
        ] {
            let error = try #require(refusal(json))
            #expect(error.exit == .otherVersion)
            #expect(
                "\(error)"
                    == "this worker speaks version 1 (Entrada \(EntradaVersion.text)) of the protocol, the daemon "
                    + "asked in version \(version) (Entrada 9.9.9): install the same release of both")
        }
    }

    @Test("a line that is cut off is refused, wherever it is cut")
    func truncated() throws {
        for count in 0..<Self.line.utf8.count {
            let error = try #require(refusal(String(decoding: Self.line.utf8.prefix(count), as: UTF8.self)))
            #expect(error.exit == .usage && "\(error)".hasPrefix("not a request: "), "\(error)")
        }
    }

    @Test(
        "a key that is not known is refused by its name: what is not understood is not left out",
        arguments: [
            (#""threads":1"#, #""threads":1,"fast":true"#, "compact.fast"),
            (#""ledger":"L""#, #""ledger":"L","book":"M""#, "compact.origin.book"),
            (#""ends_with_input":true"#, #""ends_with_input":true,"privacy":{"drop":{}}"#, "privacy"),
        ])
    func unknownKey(old: String, new: String, path: String) throws {
        let error = try #require(refusal(Self.line.replacing(old, with: new)))
        #expect(error.exit == .usage)
        #expect("\(error)" == "the request has a key that this worker does not know: \(path)")
        #expect(throws: Never.self) {
            try WorkerRequest(json: Data(Self.line.replacing(old, with: old + #","later":null"#).utf8))
        }
    }

    @Test(
        "what is missing or of another kind is told by its place",
        arguments: [
            (#""table":"dns","#, "", "compact.table"), (#""threads":1"#, #""threads":"one""#, "compact.threads"),
            (#""ledger":"L""#, #""ledger":7"#, "compact.origin.ledger"),
        ])
    func wrong(old: String, new: String, path: String) throws {
        let error = try #require(refusal(Self.line.replacing(old, with: new)))
        #expect("\(error)".hasPrefix("not a request: \(path): "), "\(error)")
    }

    @Test("it names one piece of work, not none and not two")
    func oneWork() throws {
        let none = try #require(refusal(#"{"version":1,"entrada":"x","ends_with_input":false}"#))
        #expect("\(none)".contains("decode, compact, count, query, check_reference"))
        let two = Self.line.replacing(
            #""ends_with_input""#, with: #""count":{"inputs":[],"memory_limit_bytes":1},"ends_with_input""#)
        #expect(refusal(two)?.exit == .usage)
        for text in ["", "null", "[]", "7", "decode --server ns1", #"{"version":"1"}"#] {
            #expect(refusal(text)?.exit == .usage)
        }
    }

    @Test("a day of a hundred thousand files has room: their list is a file of its own, read as it was written")
    func manyInputs() throws {
        var random = SplitMix(seed: 7)
        let inputs = (0..<100_000).map { number in
            CompactRequest.Input(
                path: "/var/lib/entrada/staging/dns/day=2026-01-31/\(number)\t a.parquet",
                masked: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    .random(in: 0...Int64.max, using: &random)
                })
        }
        let list = CompactRequest.list(of: inputs)
        #expect(list.utf8.count > WorkerRequest.maximumBytes)
        #expect(try CompactRequest.inputs(in: list) == inputs)
        #expect(try CompactRequest.inputs(in: "") == [])
    }

    @Test(
        "a list that is not understood is refused by its line: no mask is passed over",
        arguments: [
            ("\t/a\n/b\n", "line 2 "), ("7,x\t/a\n", "line 1: \"x\""), ("7,,9\t/a\n", "line 1: \"\""),
            ("7\t\n", "line 1 "), ("\t/a\n\n9223372036854775808\t/b", "line 3: \"9223372036854775808\""),
        ])
    func badList(list: String, place: String) throws {
        let error = try #require(
            #expect(throws: InvalidRequest.self) { try CompactRequest.inputs(in: list) } as InvalidRequest?)
        #expect(error.key == "inputs" && error.problem.hasPrefix(": " + place), "\(error)")
    }

    @Test("one that is too long is neither read nor written")
    func tooLong() throws {
        let sql = String(repeating: "x", count: WorkerRequest.maximumBytes)
        let request = WorkerRequest(.query(QueryRequest(sql: sql, snapshot: "/s")), ends_with_input: false)
        let error = #expect(throws: RequestError.self) { try request.line() }
        #expect(error.map { "\($0)" } == "the request is longer than 8388608 bytes")
        let json = try JSONEncoder.stable().encode(request)
        #expect(throws: RequestError.self) { try WorkerRequest(json: json) }
        #expect(throws: Never.self) {
            try WorkerRequest(
                .query(QueryRequest(sql: String(sql.dropLast(1000)), snapshot: "/s")), ends_with_input: false
            )
            .line()
        }
    }

    @Test("numbers out of their range are told by their key")
    func ranges() {
        var decode = DecodeRequest(server: "ns1", out: "/o")
        #expect(throws: InvalidRequest("captures", ": name a capture, or a state to flush")) { try decode.validate() }
        decode.captures = [.init(id: 1, path: "/p")]
        #expect(throws: Never.self) { try decode.validate() }
        decode.max_days = 0
        #expect(throws: InvalidRequest("max_days", " is at least 1")) { try decode.validate() }
        decode.max_days = 1
        decode.packets.disorder_us = -1
        #expect(throws: InvalidRequest.self) { try decode.validate() }
        var query = QueryRequest(sql: "SELECT 1", snapshot: "/s")
        query.threads = 0
        #expect(throws: InvalidRequest("threads", " is at least 1")) { try query.validate() }
    }
}

@Suite("Who a worker says that it is")
struct StartedEventTests {
    @Test("its version is read, whatever it is")
    func started() throws {
        let line = try WorkerEvent.started(.own).line()
        #expect(line == #"{"entrada":"\#(EntradaVersion.text)","event":"started","version":1}"#)
        guard case .started(let other) = try WorkerEvent(line: line.replacing(":1}", with: ":99}")) else {
            Issue.record("\(line) is read as something else")
            return
        }
        #expect(other.version == 99 && !other.speaksLike(.own) && ProgramVersion.own.speaksLike(.own))
    }
}
