import Foundation
import RealServers
import Testing
import WorkerProtocol

/// Answers of a kilobyte and a half that give a hundred kilobytes of text.
@Suite("Answers that are much longer as text")
struct WideAnswerTests {
    private static let answers = 1500

    private static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }

    /// The same four bytes as in a file header or before a record, little-endian.
    private static func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> ($0 * 8) & 255) } }

    private static var capture: Data {
        let label = [63] + [UInt8](repeating: 1, count: 63)
        let name = label + label + label + [61] + [UInt8](repeating: 1, count: 61) + [0]
        let alias: [UInt8] = [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2, 0xC0, 12]
        let body = [0x84, 0, 0, 1, 0, 90, 0, 0, 0, 0] + name + [0, 5, 0, 1] + (0..<90).flatMap { _ in alias }
        var bytes = [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0] + number(0) + number(0) + number(65_535) + number(101)
        for index in 0..<answers {
            let datagram = word(53) + word(4000) + word(body.count + 10) + [0, 0] + word(index) + body
            let packet =
                [0x45, 0] + word(datagram.count + 20) + [0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 53, 10, 0, 0, 1]
                + datagram
            bytes += number(1_700_049_600) + number(index) + number(packet.count) + number(packet.count) + packet
        }
        return Data(bytes)
    }

    @Test("they go into several files, so that no row group takes too much memory")
    func files() throws {
        let folder = try TestFolder()
        try folder.write(Self.capture, to: "wide.pcap")
        let outcome = try Program.outcome(
            "/usr/bin/env",
            [
                "ENTRADA_MEMORY_BYTES=\(512 << 20)", Program.built("entrada-worker"), "decode", "--server", "ns1",
                "--out", folder["out"], "7=" + folder["wide.pcap"],
            ])
        #expect(outcome.code == 0, "\(outcome.output)")
        let last = try #require(outcome.output.split(separator: "\n").last)
        let decoded = try JSONDecoder().decode(DecodeOutcome.self, from: Data(last.utf8))
        #expect(decoded.files.count >= 3)
        #expect(Set(decoded.files.map(\.path)).count == decoded.files.count)
        #expect(decoded.files.reduce(0) { $0 + $1.rows } == Int64(Self.answers))
        #expect(decoded.files.allSatisfy { $0.rows_by_capture == ["7": $0.rows] })
        for file in decoded.files { #expect(FileManager.default.fileExists(atPath: folder["out/" + file.path])) }
    }

    @Test("a state may have a name of one letter, where the program is")
    func shortName() throws {
        let folder = try TestFolder()
        try folder.write(Self.capture, to: "wide.pcap")
        let outcome = try Program.outcome(
            "/usr/bin/env",
            [
                "--chdir=" + folder.path, Program.built("entrada-worker"), "decode", "--server", "ns1", "--out", "o",
                "--state-out", "s", "wide.pcap",
            ])
        #expect(outcome.code == 0, "\(outcome.output)")
        #expect(FileManager.default.fileExists(atPath: folder["s"]))
    }
}
