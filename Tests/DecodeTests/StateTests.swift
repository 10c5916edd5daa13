import Crypto
import Decode
import Foundation
import SharedInputs
import Testing

@Suite("State between captures")
struct StateTests {
    /// Decodes captures one by one, each with a new decoder and the state of the one before.
    private func chain(_ captures: [CaptureBuilder], _ options: DecodeOptions = Decoding.options()) throws -> [Row] {
        var state: [UInt8]?
        var rows: [Row] = []
        for (index, capture) in captures.enumerated() {
            let decoding = try Decoding.content(
                capture.bytes, options: options, state: state, keepsState: index + 1 < captures.count)
            rows += decoding.dns + decoding.icmp
            state = decoding.state
        }
        return rows
    }

    private func multiset(_ rows: [Row]) -> [Row: Int] {
        Dictionary(rows.map { ($0.content, 1) }, uniquingKeysWith: +)
    }

    @Test(arguments: 1...60)
    func cutsMakeNoDifference(seed: Int) throws {
        var traffic = RandomTraffic(seed: UInt64(seed))
        let capture = traffic.capture(packets: 300)
        let whole = try chain([capture])
        var generator = SplitMix(seed: UInt64(seed) ^ 0xABCD)
        let cuts = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
            Int.random(in: 0...capture.records.count, using: &generator)
        }
        let pieces = try chain(capture.split(at: cuts))
        let (left, right) = (multiset(pieces), multiset(whole))
        for (row, count) in right where left[row] != count { print("LOST \(seed)", row) }
        for (row, count) in left where right[row] != count { print("MADE \(seed)", row) }
        #expect(left == right)
        #expect(whole.count > 50)
    }

    @Test(arguments: 1...4)
    func aFileOfEachPacketMakesNoDifference(seed: Int) throws {
        var traffic = RandomTraffic(seed: UInt64(seed) + 1000)
        let capture = traffic.capture(packets: 120)
        #expect(
            multiset(try chain(capture.split(at: Array(1..<capture.records.count)))) == multiset(try chain([capture])))
    }

    @Test func framesAreThoseOfTheirOwnCapture() throws {
        var capture = CaptureBuilder()
        let query = DNSText.query("a.nl")
        capture.add(Exchange().ask(.query("b.nl", id: 2)))
        capture.add(Exchange().ask(query), at: 1)
        capture.add(Exchange().reply(query.answered()), at: 2)
        let rows = try chain(capture.split(at: [2]))
        let frames = Dictionary(uniqueKeysWithValues: rows.map { ($0["dns_qname_full"] ?? "", $0["capture_frame"]) })
        // The answer is the first packet of the second file; of the other row, nothing is in it.
        #expect(frames == ["a.nl.": "1", "b.nl.": nil])
    }

    @Test func equalInputGivesEqualState() throws {
        var traffic = RandomTraffic(seed: 5)
        let bytes = traffic.capture(packets: 400).bytes
        let states = try (0..<3).map { _ in try Decoding.content(bytes, keepsState: true).state }
        #expect(states[0] == states[1] && states[1] == states[2])
        let empty = try Decoding.content(CaptureBuilder().header, state: states[0], keepsState: true)
        #expect(empty.state == states[0])
    }

    @Test func damagedStateIsRefused() throws {
        var traffic = RandomTraffic(seed: 6)
        let state = try #require(try Decoding.content(traffic.capture(packets: 60).bytes, keepsState: true).state)
        var generator = SplitMix(seed: 1)
        var damaged: [[UInt8]] = [[], Array(state.dropLast()), state + [0], Array("entrada state\n".utf8)]
        for _ in 0..<50 {
            var copy = state
            copy[Int.random(in: copy.indices, using: &generator)] ^= UInt8(
                1 << Int.random(in: 0..<8, using: &generator))
            damaged.append(copy)
        }
        for bytes in damaged {
            #expect(throws: DecodeError.self) { _ = try Decoding.content(CaptureBuilder().header, state: bytes) }
        }
    }

    @Test func anotherVersionIsRefused() throws {
        let state = try #require(try Decoding.content(CaptureBuilder().header, keepsState: true).state)
        var body = Array(state.dropLast(32))
        body[14] = 99
        #expect(throws: DecodeError.self) {
            _ = try Decoding.content(CaptureBuilder().header, state: Checksum.appended(body))
        }
    }

    /// A checksum that is right does not make the content right.
    @Test func forgedStateIsRefusedOrHarmless() throws {
        var traffic = RandomTraffic(seed: 8)
        let state = try #require(try Decoding.content(traffic.capture(packets: 80).bytes, keepsState: true).state)
        let more = traffic.capture(packets: 40).bytes
        let body = Array(state.dropLast(32))
        var generator = SplitMix(seed: 2)
        var refused = 0
        for _ in 0..<150 {
            var copy = body
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                copy[Int.random(in: 18..<copy.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                _ = try Decoding.content(more, state: Checksum.appended(copy))
            } catch is DecodeError { refused += 1 }
        }
        #expect(refused > 0)
    }
}

/// The checksum at the end of a decoder's state.
enum Checksum {
    static func appended(_ body: [UInt8]) -> [UInt8] { body + Array(SHA256.hash(data: body)) }
}
