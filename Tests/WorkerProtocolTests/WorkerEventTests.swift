import Foundation
import Testing
import WorkerProtocol

@Suite struct WorkerEventTests {
    /// The line as other programs may write it, every key spelled out: a change here is a new protocol version.
    private static let line = """
        {"event":"finished","version":1,"packets":1000,"messages":990,"queries":500,"responses":490,\
        "rows":{"dns":510,"icmp":3},"captures":[{"id":17,"packets":1000,"rows":{"dns":510,"icmp":3},\
        "content_sha256":"ab","first_us":1767225600000000,"last_us":1767225900000000}],\
        "files":[{"table":"dns","day":"2026-01-01","path":"dns/day=2026-01-01/0.parquet","rows":510,"bytes":40960,\
        "sha256":"cd","rows_by_capture":{"17":510}}],"warnings":["w"],"errors":{"short_packet":2},\
        "state_sha256":"ef","reason":"r"}
        """

    private func finished(_ line: String) throws -> DecodeOutcome {
        guard case .finished(let outcome) = try WorkerEvent(line: line) else {
            throw CocoaError(.coderInvalidValue)
        }
        return outcome
    }

    @Test func theDocumentedLineIsUnderstood() throws {
        let outcome = try finished(Self.line)
        #expect((outcome.packets, outcome.messages, outcome.queries, outcome.responses) == (1000, 990, 500, 490))
        #expect(outcome.rows == ["dns": 510, "icmp": 3])
        #expect(
            outcome.captures == [
                DecodeOutcome.CaptureOutcome(
                    id: 17, packets: 1000, rows: ["dns": 510, "icmp": 3], content_sha256: "ab",
                    first_us: 1_767_225_600_000_000, last_us: 1_767_225_900_000_000)
            ])
        #expect(
            outcome.files == [
                DecodeOutcome.OutputFile(
                    table: "dns", day: "2026-01-01", path: "dns/day=2026-01-01/0.parquet", rows: 510, bytes: 40960,
                    sha256: "cd", rows_by_capture: ["17": 510])
            ])
        #expect(outcome.warnings == ["w"] && outcome.errors == ["short_packet": 2])
        #expect(outcome.state_sha256 == "ef" && outcome.reason == "r")
    }

    @Test func whatIsWrittenIsOneLineAndIsReadBack() throws {
        var outcome = try finished(Self.line)
        outcome.reason = "two\nlines, \"quotes\", a \u{0} and ünïcode"
        let line = try WorkerEvent.finished(outcome).line()
        #expect(!line.contains("\n"), "one event, one line")
        #expect(try finished(line) == outcome)
        #expect(try finished(try WorkerEvent.finished(DecodeOutcome()).line()) == DecodeOutcome())
    }

    @Test func progressCountsUp() throws {
        let line = try WorkerEvent.progress(bytes: .max, packets: 7).line()
        #expect(line == #"{"bytes":9223372036854775807,"event":"progress","packets":7}"#)
        guard case .progress(let bytes, let packets) = try WorkerEvent(line: line) else {
            Issue.record("\(line) is not read as progress")
            return
        }
        #expect((bytes, packets) == (.max, 7))
    }

    @Test func anEventOfALaterVersionIsSkippedAndUnknownKeysAreNot() throws {
        guard case .unknown("phase") = try WorkerEvent(line: #"{"event":"phase","name":"sort"}"#) else {
            Issue.record("an unknown event is not an error")
            return
        }
        let extended = Self.line.replacingOccurrences(
            of: #""packets":1000,"messages""#, with: #""packets":1000,"new_counter":{"a":[1]},"messages""#)
        #expect(try finished(extended) == finished(Self.line))
    }

    @Test func anotherVersionOfTheResultIsRefused() {
        let later = Self.line.replacingOccurrences(of: #""version":1"#, with: #""version":2"#)
        let error = #expect(throws: VersionMismatch.self) { try WorkerEvent(line: later) }
        #expect(String(describing: error).contains("version 2"))
    }

    @Test(arguments: [
        "", "garbage", "[]", "null", "{}", #"{"event":7}"#, #"{"event":"finished"}"#,
        #"{"event":"finished","version":1}"#,
        #"{"event":"progress","bytes":"many"}"#, #"{"event":"progress","bytes":9223372036854775808}"#,
        #"{"event":"progress","bytes":1"#, "{\"event\":\"progress\u{0}",
        #"{"event":"progress"} {"event":"progress"}"#,
    ])
    func whatIsNotAnEventIsAnError(_ line: String) {
        #expect(throws: (any Error).self) { try WorkerEvent(line: line) }
    }

    @Test func theLineMayBeAPieceOfALongerText() throws {
        let text = Self.line + "\n" + #"{"event":"progress","bytes":1,"packets":2}"#
        let events = try text.split(separator: "\n").map { try WorkerEvent(line: $0) }
        #expect(events.count == 2)
    }

    @Test func exitCodesAreThoseOfSysexits() {
        #expect(WorkerExit.done.rawValue == 0 && WorkerExit.usage.rawValue == 64)
        #expect(WorkerExit.inputUnusable.rawValue == 65 && WorkerExit.fault.rawValue == 70)
        #expect(WorkerExit.otherVersion.rawValue == 76)
        #expect(WorkerExit.tryAgain.rawValue == 75 && WorkerExit(rawValue: 9) == nil)
    }
}
