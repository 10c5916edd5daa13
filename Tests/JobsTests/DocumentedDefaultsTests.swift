import Foundation
import Jobs
import Scheduling
import Testing

/// A default that a manual page or the example file names is the program's: to write it down changes nothing.
@Suite("Documented defaults")
struct DocumentedDefaultsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    struct Item: Sendable, CustomStringConvertible {
        var section: String
        var key: String
        var value: String

        var description: String { "\(section): \(key) = \(value)" }

        /// As TOML has it.
        var toml: String {
            if value.hasPrefix("{") {
                return value.replacing(/([a-z]+) = ([0-9]+[a-z]+)/) { "\($0.output.1) = \"\($0.output.2)\"" }
            }
            return value.contains(/^(true|false|\[.*\]|[0-9_.]+)$/) ? value : "\"\(value)\""
        }
    }

    /// The items of a page with `Default: …`.
    private static let items: [Item] = {
        let path = root + "/deploy/packaging/entrada-jobs.mdoc"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        var (section, key) = ("", "")
        var items: [Item] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(".Ss ") { section = String(line.dropFirst(4)) }
            if line.hasPrefix(".It Ic ") { key = String(line.dropFirst(7)) }
            guard let match = line.firstMatch(of: /^Default: (.+)\.$/) else { continue }
            items.append(Item(section: section, key: key, value: String(match.output.1)))
        }
        return items
    }()

    private func job(_ kind: String, _ line: String, isParameter: Bool) throws -> JobDefinition {
        let required = kind == "command" ? "program = \"/bin/true\"\n" : ""
        let text = """
            name = "j"
            kind = "\(kind)"
            schedule = "0 0 * * *"
            \(isParameter ? "" : line)
            [parameters]
            \(required)\(isParameter ? line : "")
            """
        return try #require(try JobSet.parse([("j.toml", text)])["j"])
    }

    @Test("of job files", arguments: items)
    func ofJobs(item: Item) throws {
        let isParameter = item.section.hasPrefix("Parameters of ")
        let named = item.section.dropFirst("Parameters of ".count).split { ", ".contains($0) }.map(String.init)
        let kinds = isParameter ? named.filter { $0 != "and" } : ["verify"]
        // Each key is of one of the kinds of its section, at least.
        var agreed = 0
        for kind in kinds {
            let line = "\(item.key) = \(item.toml)"
            guard let written = try? job(kind, line, isParameter: isParameter) else { continue }
            let plain = try job(kind, "", isParameter: isParameter)
            #expect(written == plain, "\(kind): \(item)")
            agreed += 1
        }
        #expect(agreed > 0, "\(item) is not understood")
    }

    /// What the page says of a kind: its summary, what it may be split by, and whether something is gone for good.
    @Test("the page of job files says of each kind what its declaration says", arguments: JobKinds.standard.all)
    func kinds(kind: JobKind) throws {
        let page = try String(contentsOfFile: Self.root + "/deploy/packaging/entrada-jobs.mdoc", encoding: .utf8)
        let splits = kind.traits.splits.map(\.rawValue).joined(separator: " or ")
        var item = ".It Ic \(kind.rawValue)\n\(kind.summary)\nSplit by \(splits).\n"
        if kind.traits.effect == .removes {
            item += "What it removes is gone for good: who orders it is asked once more.\n"
        }
        #expect(page.contains(item + ".It Ic ") || page.contains(item + ".El"), "\(item)")
    }

    @Test("there are some of every section")
    func some() {
        #expect(Self.items.count >= 25)
        #expect(Set(Self.items.map(\.section)).count >= 7)
    }

    /// Sections whose values are settings; the others show examples of servers, alerts, tokens and files.
    private static let settings = ["retention", "limits", "pages"]

    @Test("of the example configuration")
    func ofTheExample() throws {
        let text = try String(contentsOfFile: Self.root + "/deploy/entrada.toml", encoding: .utf8)
        let privacy = "[privacy]\npolicy = \"keep\"\n"
        func read(_ more: String) throws -> Configuration {
            try Configuration.parse(file: "e", text: privacy + more) { _ in true }
        }
        let plain = try read("")
        var section = ""
        var compared = 0
        for line in text.split(separator: "\n") {
            if let match = line.firstMatch(of: /^\[([a-z]+)\]$/) { section = String(match.output.1) }
            if line.hasPrefix("# [") { section = "" }
            guard Self.settings.contains(section), let match = line.firstMatch(of: /^# ([a-z_]+) *= (.*)$/),
                !line.contains("no default")
            else { continue }
            #expect(try read("[\(section)]\n\(match.output.1) = \(match.output.2)\n") == plain, "\(line)")
            compared += 1
        }
        #expect(compared >= 15)
    }
}
