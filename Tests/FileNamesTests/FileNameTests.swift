import Foundation
import SharedInputs
import Testing

@testable import FileNames

@Suite("names of files")
struct FileNameTests {
    /// Names as a hostile or careless writer makes them: pieces of text, marks, and bytes that are no text.
    private static func random(_ source: inout SplitMix) -> FileName {
        let pieces: [[UInt8]] = [
            Array("dns".utf8), [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0xFF], [0xC3], [0x80], [0x0A], [0x1B], [0x7F],
            Array("%".utf8), Array("%41".utf8), Array("%C3".utf8), Array("4".utf8), Array("日本".utf8),
            [0xE1, 0x84, 0x80, 0xE1, 0x85, 0xA1], [0xEA, 0xB0, 0x80], [0xE2, 0x80, 0xAE], [0xF0, 0x9F, 0x98, 0x80],
            [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF], [0xE2, 0x84, 0xAB], Array(".pcap".utf8),
        ]
        let count = Int.random(in: 0...8, using: &source)
        return FileName(
            bytes: (0..<count).flatMap { _ -> [UInt8] in
                Bool.random(using: &source)
                    ? pieces[Int.random(in: 0..<pieces.count, using: &source)]
                    : [UInt8.random(in: 1...255, using: &source)]
            })
    }

    @Test("the text is one-to-one, printable and composed: equal texts are equal names, however they are compared")
    func oneToOne() {
        var source = SplitMix(seed: 4711)
        var byText: [String: FileName] = [:]
        for _ in 0..<20_000 {
            let name = Self.random(&source)
            let text = name.text
            #expect(FileName(text: text) == name)
            #expect(text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
            #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            if let other = byText[text] { #expect(other == name, "two names have the text \(text)") }
            byText[text] = name
        }
        #expect(byText.count > 10_000)
    }

    @Test(
        "an ordinary name is its own text",
        arguments: [
            "a.pcap", "dns-2024-03-05_12:00.pcap.gz", "100%.pcap", "50%off", "überwachung-ß-日本.pcap", "it's", "-rf", "",
        ])
    func ordinary(_ name: String) {
        #expect(FileName(name).text == name)
    }

    @Test("what is not is written so that nobody is fooled")
    func odd() {
        let (composed, other) = (FileName("caf\u{E9}"), FileName("cafe\u{301}"))
        #expect("caf\u{E9}" == "cafe\u{301}", "Swift takes the two for one")
        #expect(composed != other && Set([composed, other]).count == 2 && composed.text != other.text)
        #expect(other.text == "cafe%CC%81")
        #expect(FileName(bytes: [0xFF, 0x61]).text == "%FFa")
        #expect(FileName("two\nlines").text == "two%0Alines")
        #expect(FileName("a%41").text == "a%2541")
        #expect(FileName("a%41").asPath == "a%41" && FileName("100%2541").asPath == "100%2541")
        #expect(other.asPath == nil && FileName(bytes: [0xFF]).asPath == nil && FileName("\n").asPath == nil)
        #expect(FileName("gpj.\u{202E}pcap").text == "gpj.%E2%80%AEpcap")
    }

    @Test("which names stay in their directory")
    func inDirectory() {
        for name: FileName in ["", ".", "..", "a/b", "/", "a\0b"] { #expect(!name.isInDirectory, "\(name)") }
        for name: FileName in ["...", ".a", "a", "\n", "a\\b"] { #expect(name.isInDirectory, "\(name)") }
        #expect(FileName(".a").isHidden && !FileName("a.").isHidden)
        #expect(FileName("x.part").hasSuffix(".part") && !FileName("part").hasSuffix(".part"))
    }

    @Test("it survives JSON")
    func coding() throws {
        let names = [FileName(bytes: [0xFF, 0x0A]), FileName("cafe\u{301}.pcap")]
        #expect(try JSONDecoder().decode([FileName].self, from: JSONEncoder().encode(names)) == names)
    }
}
