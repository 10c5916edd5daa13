import Foundation
import RealServers
import SharedInputs
import WorkerProtocol

/// A capture of the corpus as it comes out of the worker: its last event, and its rows as a query reads them.
struct DecodedCapture {
    let outcome: DecodeOutcome
    private let folder: TestFolder

    /// The worker ended otherwise than expected.
    struct Failed: Error {
        var path: String
        var code: Int32
        var output: String
    }

    init(_ path: String, arguments: [String] = []) throws {
        folder = try TestFolder()
        let run = try Program.outcome(
            Program.built("entrada-worker"),
            ["decode", "--server", "ns1", "--site", "ams", "--out", folder["out"]]
                + ["--suffix-list", Corpus.path("psl/public_suffix_list.dat")] + arguments + [Corpus.path(path)])
        let line = run.output.split(separator: "\n").last { $0.hasPrefix("{") }
        guard run.code == 0, let line, case .finished(let outcome) = try WorkerEvent(line: line) else {
            throw Failed(path: path, code: run.code, output: run.output)
        }
        self.outcome = outcome
    }

    var dns: [Row] { get throws { try rows("SELECT COLUMNS(*)::VARCHAR FROM dns") } }
    var icmp: [Row] { get throws { try rows("SELECT COLUMNS(*)::VARCHAR FROM icmp") } }

    /// The result of a query that casts everything to text.
    func rows(_ sql: String) throws -> [Row] {
        let snapshot = try Self.snapshot(of: outcome.files, in: folder["out"])
        try folder.write(snapshot, to: "snapshot.json")
        let text = try Program.run(
            Program.built("entrada-worker"),
            ["query", "--snapshot", folder["snapshot.json"], "--format", "json", sql])
        return try JSONDecoder().decode([[String: String?]].self, from: Data(text.utf8)).map { Row($0) }
    }

    /// As `entrada-worker query` wants to have it: files of a directory.
    static func snapshot(of files: [DecodeOutcome.OutputFile], in root: String) throws -> Data {
        struct Files: Encodable {
            struct File: Encodable {
                var id: Int
                var table, day, path: String
                var rows: Int64
                var masked: [Int64] = []
            }
            var root: String
            var files: [File]
        }
        let files = files.enumerated().map {
            Files.File(id: $0, table: $1.table, day: $1.day, path: $1.path, rows: $1.rows)
        }
        return try JSONEncoder().encode(Files(root: root, files: files))
    }
}
