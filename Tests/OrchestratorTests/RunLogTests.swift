import Control
import Foundation
import Logging
import RealServers
import SharedInputs
import TestSupport
import Testing

@testable import Orchestrator

@Suite("the log of a run")
struct RunLogTests {
    private let folder: TestFolder

    private let said = Recorder<String>()
    private var logger: Logger { Logger(label: "test") { [said] _ in LogLines(lines: said) } }

    init() throws { folder = try TestFolder() }

    private func text(_ pieces: [(LogText.Source, [UInt8])]) -> String {
        var log = LogText()
        var bytes: [UInt8] = []
        for (index, (source, piece)) in pieces.enumerated() { bytes += log.add(piece, from: source, time: "T\(index)") }
        return String(decoding: bytes + log.finish(time: "T9"), as: UTF8.self)
    }

    private func text(_ text: String) -> String { self.text([(.output, Array(text.utf8))]) }

    @Test("Each line has its time, however it ends")
    func lines() {
        #expect(text("one\ntwo\r\nthree\rfour") == "T0 one\nT0 two\nT0 three\nT0 four\n")
        #expect(text("\n\na\n") == "T0\nT0\nT0 a\n")
        #expect(text([(.output, [0x61, 0x0D]), (.output, [0x0A, 0x62])]) == "T0 a\nT1 b\n", "CR LF in two pieces")
        #expect(text([(.output, Array("ab".utf8)), (.output, Array("cd\n".utf8))]) == "T0 abcd\n")
    }

    @Test("Where both outputs write into one line, each piece is a line")
    func passes() {
        let pieces: [(LogText.Source, [UInt8])] = [
            (.output, Array("50 %".utf8)), (.error, Array("trouble\n".utf8)), (.output, Array(" done\n".utf8)),
            (.error, Array("half".utf8)), (.output, Array("\n".utf8)), (.daemon, Array("[entrada] note\n".utf8)),
        ]
        #expect(text(pieces) == "T0 50 %\nT1 trouble\nT2  done\nT3 half\nT4\nT5 [entrada] note\n")
    }

    @Test(
        "Nothing that a terminal would obey passes, and nothing is lost",
        arguments: [
            ([0x1B, 0x5B, 0x32, 0x4A], "\\x1b[2J"), ([0x07, 0x08, 0x00, 0x7F], "\\x07\\x08\\x00\\x7f"),
            ([0x09, 0x61], "\ta"), ([0xC2, 0x9B, 0x31], "\\u{9b}1"), ([0x9B, 0x31], "\\x9b1"),
            ([0xE2, 0x80, 0xAE, 0x61], "\\u{202e}a"), ([0xC3, 0xA9], "é"), ([0xE9, 0x61], "\\xe9a"),
            ([0xF0, 0x9F, 0x90, 0x8C], "🐌"), ([0xC0, 0x9B], "\\xc0\\x9b"), ([0xE2, 0x80], "\\xe2\\x80"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"), ([0xFF], "\\xff"),
        ] as [([UInt8], String)])
    func controls(bytes: [UInt8], expected: String) {
        let (whole, single) = (text([(.output, bytes)]), text(bytes.map { (.output, [$0]) }))
        #expect(whole.replacing(#/^T\d /#, with: "") == expected + "\n")
        #expect(single.replacing(#/^T\d /#, with: "") == expected + "\n", "byte by byte it is the same")
    }

    /// All that a reader gets who begins at an offset.
    private func read(from offset: Int64 = 0) throws -> (text: String, end: Int64) {
        let log = RunLog(directory: folder[""], run: 7)
        var (text, place) = ("", offset)
        while true {
            let chunk = try log.read(from: place, limit: 100)
            if chunk.data.isEmpty { return (text, place) }
            text += String(decoding: chunk.data, as: UTF8.self)
            place = chunk.next
        }
    }

    @Test("Within the limit everything is there; beyond it head and tail, and between them what is missing")
    func headAndTail() throws {
        var files = try LogFiles(path: folder["7.log"], limitBytes: 4000)
        #expect(files.position == 0)
        for line in 0..<100 { try files.append(Array("line \(line)\n".utf8)) }
        #expect(try read().text == (0..<100).map { "line \($0)\n" }.joined())
        for line in 100..<2000 { try files.append(Array("line \(line)\n".utf8)) }
        files.close()
        let text = try read().text
        #expect(text.hasPrefix("line 0\nline 1\n") && text.hasSuffix("line 1998\nline 1999\n"))
        let marks = text.split(separator: "\n").filter { !$0.hasPrefix("line ") }
        #expect(marks.count == 1 && marks.allSatisfy { $0.contains("of output left out (run_log_size)") })
        let total = try folder.names(in: "").map { try folder.bytes($0).count }.reduce(0, +)
        #expect(total < 4100)
    }

    @Test("One who follows gets each line once, however often the pieces change, or hears of what is missing")
    func following() throws {
        var random = SplitMix(seed: 7)
        var files = try LogFiles(path: folder["7.log"], limitBytes: 3000)
        var (place, got) = (Int64(0), "")
        for line in 0..<1500 {
            try files.append(Array("line \(line)\n".utf8))
            if random.next() % 20 == 0 {
                let piece = try read(from: place)
                (place, got) = (piece.end, got + piece.text)
            }
            // A daemon that is killed here leaves it to the next one.
            if random.next() % 100 == 0 {
                files.close()
                files = try LogFiles(path: folder["7.log"], limitBytes: 3000)
            }
        }
        got += try read(from: place).text
        #expect(got == (0..<1500).map { "line \($0)\n" }.joined())
    }

    @Test("A daemon that died between two pieces, or before a piece had its first line, is no obstacle")
    func killed() throws {
        var files = try LogFiles(path: folder["7.log"], limitBytes: 400)
        for line in 0..<60 { try files.append(Array("line \(line)\n".utf8)) }
        files.close()
        try FileManager.default.removeItem(atPath: folder["7.log.2"])
        files = try LogFiles(path: folder["7.log"], limitBytes: 400)
        try files.append(Array("after\n".utf8))
        files.close()
        #expect(try read().text.hasSuffix("after\n"))
        try folder.write("", to: "7.log.2")
        files = try LogFiles(path: folder["7.log"], limitBytes: 400)
        try files.append(Array("last\n".utf8))
        files.close()
        #expect(try read().text.hasSuffix("last\n"))
    }

    @Test("A line without an end is cut where a file is full, and the end is there")
    func endless() throws {
        var files = try LogFiles(path: folder["7.log"], limitBytes: 1000)
        try files.append(Array(repeating: UInt8(ascii: "x"), count: 5000) + Array("end".utf8))
        files.close()
        let text = try read().text
        #expect(text.hasPrefix("xxx") && text.hasSuffix("xxxend"))
        #expect(text.contains("\n[entrada] "))
    }

    @Test("one that cannot be opened is an error, and the disk may be what is wrong")
    func unopened() throws {
        let error = #expect(throws: RunFailure.self) {
            try CappedLog(path: folder["none/7.log"], limitBytes: 10_000, mark: "attempt 2", logger: logger)
        }
        #expect(error?.mayBeDisk == true && error?.message.contains("none/7.log") == true)
    }

    @Test("one that cannot be written is told once, whatever else the run prints")
    func full() throws {
        try FileManager.default.createSymbolicLink(atPath: folder["7.log"], withDestinationPath: "/dev/full")
        let log = try CappedLog(path: folder["7.log"], limitBytes: 10_000, mark: "attempt 2", logger: logger)
        for _ in 0..<3 { log.write(Array("a line\n".utf8), from: .output) }
        log.close()
        #expect(said.all.count == 1, "\(said.all)")
        let line = try #require(said.all.first)
        #expect(line.hasPrefix("warning a run's log cannot be written"))
        #expect(line.contains("No space left on device") && line.contains("path=" + folder["7.log"]))
    }

    @Test("what is missing is said where it is missing, once the log can be written again")
    func mended() throws {
        try folder.make("7.log.2")
        let log = try CappedLog(path: folder["7.log"], limitBytes: 1000, logger: logger)
        let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
        // The head has room for three lines with their times; then the next piece cannot be begun.
        for _ in 0..<6 { log.write(line, from: .output) }
        #expect(said.all.count == 1 && said.all.first?.contains("Is a directory") == true, "\(said.all)")
        try folder.remove("7.log.2")
        log.write(Array("again\n".utf8), from: .output)
        log.close()
        let lines = try read().text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).last }
        #expect(lines.prefix(3).allSatisfy { $0?.count == 99 } && lines.last == "again")
        #expect(lines.contains { $0?.contains("bytes are missing here: Is a directory") == true }, "\(lines)")
        #expect(said.all.count == 1)
    }

    @Test("Attempts are kept apart by a mark")
    func marks() throws {
        let first = try CappedLog(path: folder["7.log"], limitBytes: 10_000, logger: logger)
        first.write(Array("no line end".utf8), from: .output)
        first.close()
        let second = try CappedLog(path: folder["7.log"], limitBytes: 10_000, mark: "attempt 2", logger: logger)
        second.write(Array("more\n".utf8), from: .error)
        second.close()
        let lines = try read().text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
        #expect(lines.map(\.last) == ["no line end", "[entrada] attempt 2", "more"])
        for line in lines { #expect(line.first?.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil) }
    }

    @Test(
        "The last line counts, whatever ends it, and however much came before it",
        arguments: ["retry-after: 5s", "retry-after: 5s\n", "retry-after: 5s\r\n", "retry-after: 5s \r\n\r\n \t\n"])
    func lastLine(text: String) {
        var tail = OutputTail()
        for _ in 0..<1000 { tail.append(Array(repeating: UInt8(ascii: "x"), count: 5000)) }
        tail.append(Array("\r\n".utf8))
        for byte in text.utf8 { tail.append([byte]) }
        #expect(tail.lastLine.flatMap(RetryAfter.parse) == .seconds(5))
    }
}
