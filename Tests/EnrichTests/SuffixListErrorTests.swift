import Decode
import Foundation
import RealServers
import Testing

@Suite struct SuffixListErrorTests {
    @Test(arguments: [
        ("com\n<html>", 2), ("{\"error\": 1}", 1), ("com\n\n// x\na..b", 4), (".com", 1), ("com.", 1), ("!com", 1),
        ("!*.ck", 1), ("a.*.ck", 1), ("*a.ck", 1), ("com\nfoo,bar", 2),
        ("com\n" + String(repeating: "a", count: 64), 2),
        (Array(repeating: "abcdefg", count: 40).joined(separator: "."), 1), ("nl\r\n!\r\n", 2),
        ("com\n" + String(repeating: "é", count: 60), 2),
    ])
    func garbageNamesFileAndLine(_ text: String, _ line: Int) throws {
        let error = try #require(throws: SuffixListError.self) { try PublicSuffixList(text: text) }
        guard case .badRule(let file, line, let reason) = error else {
            Issue.record("line \(line) expected: \(error)")
            return
        }
        #expect(file == "text")
        #expect(error.description.hasPrefix("text:\(line): "))
        #expect(!reason.isEmpty)
    }

    @Test(arguments: ["", "\n\n", "// only a comment\n", "\u{FEFF}"])
    func emptyIsAnError(_ text: String) {
        #expect(throws: SuffixListError.noRules(file: "text")) { try PublicSuffixList(text: text) }
    }

    @Test func byteOrderMarkAndWindowsLinesAreFine() throws {
        let rules = try PublicSuffixList(text: "\u{FEFF}co.uk\r\nuk\r\n")
        #expect(rules.ruleCount == 2)
        #expect(WireLabels("a.b.co.uk")?.suffix(rules) == "co.uk")
    }

    @Test func missingFile() throws {
        let path = try TestFolder()["absent"]
        let error = try #require(throws: SuffixListError.self) { try PublicSuffixList(path: path) }
        guard case .unreadable(path, let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason == "No such file or directory")
    }

    @Test func folderIsUnreadable() throws {
        let folder = try TestFolder()
        let error = try #require(throws: SuffixListError.self) { try PublicSuffixList(path: folder.path) }
        guard case .unreadable(_, "Is a directory") = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func fileThatIsNotText() throws {
        let folder = try TestFolder()
        let path = try folder.write(Array("com\nuk\n".utf8) + [0xC3, 0x28, 0x0A], to: "list")
        #expect(throws: SuffixListError.badRule(file: path, line: 3, reason: "not UTF-8")) {
            try PublicSuffixList(path: path)
        }
    }

    @Test(arguments: ["", ".", "*.nl", "!a.nl", "a b"])
    func badOwnSuffix(_ name: String) throws {
        let error = try #require(throws: SuffixListError.self) {
            try PublicSuffixList(text: "com", ownSuffixes: ["nl", name])
        }
        guard case .badOwnSuffix(name, _) = error else {
            Issue.record("\(error)")
            return
        }
    }
}
