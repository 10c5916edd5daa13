import Foundation
import SharedInputs
import Testing

@testable import FileNames

@Suite("names inside the data root")
struct LocalNameTests {
    /// What file systems allow.
    private static let nameMax = 255

    @Test("a name that is short stays as it is")
    func short() {
        #expect(LocalName.make(id: 7, name: "a.pcap") == "7-a.pcap")
        let longest = String(repeating: "a", count: LocalName.longest)
        #expect(LocalName.make(id: 7, name: longest) == "7-" + longest)
    }

    @Test("a long one fits with every suffix, keeps its kind, and is told from others that begin and end alike")
    func long() {
        let middle = ["1", "2", "é", "日", "%"]
        let names = middle.map { piece in
            FileName(String(repeating: "a", count: 150) + piece + String(repeating: "b", count: 90) + ".pcap.gz").text
        }
        let made = names.map { LocalName.make(id: .max, name: $0) }
        #expect(Set(made).count == names.count)
        for name in made {
            #expect((name + ".reason.json").utf8.count <= Self.nameMax)
            #expect(name.hasSuffix(".pcap.gz"))
            #expect(name.hasPrefix("\(Int64.max)-aaa"))
        }
    }

    @Test("no character and no escape is cut in two, wherever the cut falls")
    func cut() {
        for piece in ["é", "日", "😀", "%FF", "e\u{301}"] {
            for shift in 0..<12 {
                let text = FileName(
                    String(repeating: "x", count: shift) + String(repeating: piece, count: 240 / piece.utf8.count)
                ).text
                let name = LocalName.shortened(text)
                #expect(name.utf8.count <= LocalName.longest)
                #expect(String(validating: Array(name.utf8), as: UTF8.self) != nil)
                let head = name.prefix { $0 != "~" }
                #expect(text.utf8.starts(with: head.utf8))
                if piece != "é" && piece != "日" && piece != "😀" {
                    let escapes = head.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
                    #expect(escapes.allSatisfy { $0.utf8.count >= 2 }, "\(head.suffix(6))")
                }
                #expect(FileName(name).asPath == name, "it is a name that needs no change")
            }
        }
    }

    @Test("what is shortened stays so")
    func again() {
        var source = SplitMix(seed: 12)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 180...255, using: &source)).map { _ in
                UInt8.random(in: 1...255, using: &source)
            }
            let name = LocalName.shortened(FileName(bytes: bytes).text)
            #expect(LocalName.shortened(name) == name && name.utf8.count <= LocalName.longest)
        }
    }
}
