import Foundation
import RealServers
import WorkerProtocol

/// Captures of one server, decoded by hand one after another, with what waits handed on and written out at the end: the
/// measure for every disturbed life.
final class StraightDecode: Sendable {
    let server: String
    /// Paths, in the order of the chain; what cannot be decoded is left out.
    let captures: [String]
    /// As `entrada-worker query` wants to have it.
    private struct Snapshot: Encodable {
        var root: String
        var lease = 0
        var files: [SnapshotFile]
    }

    private struct SnapshotFile: Encodable {
        var id: Int
        var table: String
        var day: String
        /// Relative to the root.
        var path: String
        var rows: Int64
        var masked: [Int64] = []
    }

    private let folder: TestFolder
    private let files: [SnapshotFile]

    /// - Parameter together: so many captures in one process, which is quicker: as if they were one. If one of them is not
    ///   usable, each has a process of its own.
    init(server: String, captures: [String], together: Int = 1) throws {
        let folder = try TestFolder()
        var good: [String] = []
        var found: [SnapshotFile] = []
        func add(_ paths: ArraySlice<String>) throws -> Bool {
            let last = good.count + paths.count
            var arguments = ["--state-out", folder["state\(last)"]]
            if !good.isEmpty { arguments += ["--state-in", folder["state\(good.count)"]] }
            arguments += paths.enumerated().map { "\(good.count + 1 + $0)=\($1)" }
            guard let outcome = try Self.decode(server, into: folder["\(last)"], arguments) else { return false }
            good += paths
            found += Self.files(outcome, below: String(last), after: found.count)
            return true
        }
        for start in stride(from: 0, to: captures.count, by: together) {
            let paths = captures[start..<min(start + together, captures.count)]
            if try add(paths) || together == 1 { continue }
            for index in paths.indices { _ = try add(paths[index...index]) }
        }
        let last = ["--state-in", folder["state\(good.count)"], "--flush-as", String(good.count)]
        if !good.isEmpty, let outcome = try Self.decode(server, into: folder["flush"], last) {
            found += Self.files(outcome, below: "flush", after: found.count)
        }
        (self.server, self.captures, self.folder, files) = (server, good, folder, found)
    }

    /// As the daemon does it; nil if the capture is not usable.
    private static func decode(_ server: String, into out: String, _ arguments: [String]) throws -> DecodeOutcome? {
        let own = ["decode", "--server", server, "--out", out, "--query-timeout-us", "10000000", "--privacy", "keep"]
        let outcome = try Program.outcome(Program.built("entrada-worker"), own + arguments)
        guard outcome.code == 0, let line = outcome.output.split(separator: "\n").last else { return nil }
        return try JSONDecoder().decode(DecodeOutcome.self, from: Data(line.utf8))
    }

    private static func files(_ outcome: DecodeOutcome, below directory: String, after count: Int) -> [SnapshotFile] {
        outcome.files.enumerated().map { index, file in
            SnapshotFile(
                id: count + index + 1, table: file.table, day: file.day, path: directory + "/" + file.path,
                rows: file.rows)
        }
    }

    /// Number of rows, and a sum over their hashes, of whichever capture a row is: a query that waits for its answer at
    /// the end of a capture is a row of the next one, without a frame, or its own one's if that is decoded alone.
    func contents(of table: String) throws -> String {
        let snapshot = Snapshot(root: folder.path, files: files)
        try folder.write(JSONEncoder().encode(snapshot), to: "snapshot.json")
        return Self.answer(
            try Program.run(
                Program.built("entrada-worker"),
                ["query", "--snapshot", folder["snapshot.json"], "--format", "csv", Self.query(table, server: server)]))
    }

    /// The same of an installation.
    func contents(of table: String, in installation: Installation) throws -> String {
        Self.answer(try installation.control("query", Self.query(table, server: server), "--format", "csv").output)
    }

    private static func query(_ table: String, server: String) -> String {
        """
        SELECT count(*) || ' rows ' || coalesce(sum(hash(r)::HUGEINT), 0)::VARCHAR FROM (
        SELECT * EXCLUDE (capture_id, capture_frame) FROM \(table) WHERE server = '\(server)') r
        """
    }

    /// Number of rows, and a sum over the hashes of whole rows: equal for equal multisets, whatever their order.
    func digest(_ table: String) throws -> String {
        let snapshot = Snapshot(root: folder.path, files: files)
        try folder.write(JSONEncoder().encode(snapshot), to: "snapshot.json")
        let query = Self.query(table, server: server, captures: captures.indices.map { Int64($0 + 1) })
        return Self.answer(
            try Program.run(
                Program.built("entrada-worker"),
                ["query", "--snapshot", folder["snapshot.json"], "--format", "csv", query]))
    }

    /// A few rows that only one of the two has, each as a line of JSON.
    func otherRows(of table: String, in installation: Installation, captures ids: [Int64]) throws -> [String] {
        let snapshot = Snapshot(root: folder.path, files: files)
        try folder.write(JSONEncoder().encode(snapshot), to: "snapshot.json")
        let straight = try Program.run(
            Program.built("entrada-worker"),
            [
                "query", "--snapshot", folder["snapshot.json"], "--format", "csv",
                Self.rows(table, server: server, captures: captures.indices.map { Int64($0 + 1) }),
            ])
        let found = try installation.control(
            "query", Self.rows(table, server: server, captures: ids), "--format", "csv"
        ).output
        let (wanted, have) = (Set(straight.split(separator: "\n")), Set(found.split(separator: "\n")))
        return wanted.subtracting(have).sorted().prefix(5).map { "missing: \($0)" }
            + have.subtracting(wanted).sorted().prefix(5).map { "instead: \($0)" }
    }

    private static func rows(_ table: String, server: String, captures: [Int64]) -> String {
        """
        SELECT to_json(r) FROM (
        SELECT * REPLACE (list_position(\(captures.map { $0 })::BIGINT[], capture_id) AS capture_id) FROM \(table)
        WHERE server = '\(server)') r
        """
    }

    /// The same of an installation, whose captures have other ids.
    func digest(_ table: String, in installation: Installation, captures: [Int64]) throws -> String {
        let query = Self.query(table, server: server, captures: captures)
        return Self.answer(try installation.control("query", query, "--format", "csv").output)
    }

    /// - Parameter captures: their ids; a row has the place of its capture here instead of the id.
    private static func query(_ table: String, server: String, captures: [Int64]) -> String {
        """
        SELECT count(*) || ' rows ' || coalesce(sum(hash(r)::HUGEINT), 0)::VARCHAR FROM (
        SELECT * REPLACE (list_position(\(captures.map { $0 })::BIGINT[], capture_id) AS capture_id) FROM \(table)
        WHERE server = '\(server)') r
        """
    }

    private static func answer(_ output: String) -> String {
        output.split(separator: "\n").last.map(String.init) ?? "no answer"
    }
}
