import Foundation
import RealServers
import SharedInputs
import Testing
import WorkerProtocol

/// A capture made after a public bug report, with the right value of what it is about.
struct ReportCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Check: Decodable, Sendable {
        /// Over `dns`, `icmp`, and `fin`: what the worker counted, and its exit code.
        var sql: String
        var right: Value
    }

    /// A value as a query gives it.
    enum Value: Codable, Hashable, Sendable {
        case null
        case number(Double)
        case flag(Bool)
        case text(String)
        case list([Value])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let flag = try? value.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else {
                self = .list(try value.decode([Value].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .number(let number): try container.encode(number)
            case .flag(let flag): try container.encode(flag)
            case .text(let text): try container.encode(text)
            case .list(let values): try container.encode(values)
            }
        }
    }

    var files: [String]
    var kind: String
    /// A: the bytes settle the value; B: it should be right; C: one may argue.
    var worth: String
    var what: String
    var checks: [Check]

    var testDescription: String { files.joined(separator: " + ") }

    static let folder = "reports"

    static func all() throws -> [ReportCase] {
        guard Corpus.has(folder + "/CASES.json") else { return [] }
        let data = try Data(contentsOf: URL(filePath: Corpus.path(folder + "/CASES.json")))
        return try JSONDecoder().decode([ReportCase].self, from: data)
    }

    /// Decodes the captures together and tells of each check that does not give what is right.
    func failures() throws -> [String] {
        let folder = try TestFolder()
        let paths = files.map { Corpus.path(Self.folder + "/" + $0) }
        let run = try Program.outcome(
            Program.built("entrada-worker"),
            ["decode", "--server", "ns1", "--record-data", "all", "--tunnel", "all", "--out", folder["out"]] + paths)
        var outcome = DecodeOutcome()
        if let line = run.output.split(separator: "\n").last(where: { $0.hasPrefix("{") }),
            case .finished(let finished) = try WorkerEvent(line: line)
        {
            outcome = finished
        }
        let snapshot = try DecodedCapture.snapshot(of: run.code == 0 ? outcome.files : [], in: folder["out"])
        try folder.write(snapshot, to: "snapshot.json")
        let fin =
            "WITH fin AS (SELECT \(outcome.queries) AS queries, \(outcome.responses) AS responses, \(run.code) AS rc) "
        return try checks.compactMap { check in
            let text = try Program.run(
                Program.built("entrada-worker"),
                ["query", "--snapshot", folder["snapshot.json"], "--format", "json", fin + check.sql])
            let rows = try JSONDecoder().decode([[String: Value]].self, from: Data(text.utf8))
            let found = rows.compactMap { $0.values.first }
            return found == [check.right] ? nil : "\(check.sql): \(found) instead of \(check.right)"
        }
    }
}

extension ReportCase {
    /// Those that are not right, and why.
    static let wrong: [String: String] = [
        "snaplen_tcp_stream.pcap": "the length of the message before is in what the capture has cut off",
        "rr_dsync.pcap": "the type is newer than those that are written by name; it is there as RFC 3597 says",
    ]
}
