import Foundation
import Model
import SharedInputs
import Testing

/// Bytes and values as text.
@Suite struct EncodingTests {
    @Test func hexadecimal() {
        #expect([UInt8]().hexadecimal == "")
        #expect([0x00, 0x0f, 0xa0, 0xff].hexadecimal == "000fa0ff")
        #expect(Data([0xde, 0xad]).hexadecimal == "dead")
    }

    @Test(arguments: UInt64(1)...4)
    func hexadecimalIsReadBack(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let digits = Array(bytes.hexadecimal)
            #expect(digits.count == 2 * bytes.count)
            let read = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
            #expect(read == bytes)
        }
    }

    /// The chain of events is over these bytes: they never change.
    @Test func jsonIsWrittenTheSameWayEachTime() throws {
        let value: [String: [String]] = ["b": ["a/b"], "a": [], "é": ["\"", "\n"]]
        let text = "{\"a\":[],\"b\":[\"a/b\"],\"é\":[\"\\\"\",\"\\n\"]}"
        for _ in 0..<20 { #expect(try JSONEncoder.stable().text(value) == text) }
        #expect(try JSONEncoder.stable(pretty: true).text(["b": 1, "a": 2]) == "{\n  \"a\" : 2,\n  \"b\" : 1\n}")
        #expect(try JSONDecoder().decode([String: [String]].self, from: Data(text.utf8)) == value)
    }
}
