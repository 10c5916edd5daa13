import Foundation
import RealServers
import Synchronization
import WorkerProtocol

/// All captures of a corpus, two at a time, and then all their rows at once.
struct CorpusSweep {
    static let folders = ["dns", "formats", "icmp", "layers", "malformed", "netflow", "probes"]
    private(set) var runs: [CaptureRun]
    private(set) var seconds = 0.0
    /// Of all captures together.
    private(set) var problems: [String] = []

    init(corpus: String, arguments: [String]) throws {
        let folder = try TestFolder()
        let paths = Self.captures(corpus)
        let references = Self.references(corpus)
        // All that a worker can be asked to look into.
        let arguments = ["--tunnel", "all", "--record-data", "all"] + arguments
        let start = ContinuousClock.now
        runs = try Self.runAll(paths) { index in
            // Reading the lists takes longer than most captures: only where names and addresses are of interest.
            let usesReferences = ["dns/", "icmp/", "probes/"].contains { paths[index].hasPrefix($0) }
            return try CaptureRun(
                paths[index], in: corpus, id: index, output: folder["\(index)"],
                arguments: (usesReferences ? references : []) + arguments)
        }
        problems = try readBack(folder)
        seconds = (ContinuousClock.now - start) / .seconds(1)
    }

    private static func captures(_ corpus: String) -> [String] {
        folders.flatMap { folder in
            let names = FileManager.default.enumerator(atPath: corpus + "/" + folder)?.compactMap { $0 as? String }
            return (names ?? []).map { folder + "/" + $0 }
        }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: corpus + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private static func references(_ corpus: String) -> [String] {
        [
            ("--suffix-list", "psl/public_suffix_list.dat"), ("--geo-country", "mmdb/GeoLite2-Country-Test.mmdb"),
            ("--geo-asn", "mmdb/GeoLite2-ASN-Test.mmdb"),
        ].flatMap { option, path in
            FileManager.default.fileExists(atPath: corpus + "/" + path) ? [option, corpus + "/" + path] : []
        }
    }

    /// Two threads take one after another.
    private static func runAll(
        _ paths: [String], _ run: @escaping @Sendable (Int) throws -> CaptureRun
    ) throws -> [CaptureRun] {
        let results = Mutex<[Int: Result<CaptureRun, any Error>]>([:])
        let next = Atomic(0)
        let work: @Sendable (Int) -> Void = { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < paths.count else { return }
                let result = Result { try run(index) }
                results.withLock { $0[index] = result }
            }
        }
        DispatchQueue.concurrentPerform(iterations: 2, execute: work)
        return try results.withLock { found in try paths.indices.compactMap { try found[$0]?.get() } }
    }

    /// Reads every value of every file, and compares the number of rows of each capture with what its run has told.
    private func readBack(_ folder: TestFolder) throws -> [String] {
        struct File: Encodable {
            var id: Int
            var table, day, path: String
            var rows: Int64
            var masked: [Int64] = []
        }
        struct Files: Encodable {
            var root: String
            var files: [File]
        }
        let files = runs.enumerated().flatMap { index, run in
            (run.outcome?.files ?? []).map {
                File(id: index, table: $0.table, day: $0.day, path: "\(index)/\($0.path)", rows: $0.rows)
            }
        }
        try folder.write(
            String(decoding: try JSONEncoder().encode(Files(root: folder.path, files: files)), as: UTF8.self),
            to: "snapshot.json")
        return try ["dns", "icmp", "flows"].flatMap { table in
            let text = try Program.run(
                Program.built("entrada-worker"),
                [
                    "query", "--snapshot", folder["snapshot.json"], "--format", "csv",
                    "SELECT capture_id, count(*), bit_xor(hash(t)) FROM \(table) t GROUP BY 1",
                ])
            var rows: [Int: Int64] = [:]
            for line in text.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: ",")
                if fields.count == 3, let capture = Int(fields[0]) { rows[capture] = Int64(fields[1]) }
            }
            return runs.enumerated().compactMap { index, run in
                let told = run.code == 0 ? run.outcome?.rows[table] ?? 0 : 0
                let read = rows[index] ?? 0
                return told == read ? nil : "\(run.path): \(told) rows of \(table) told, \(read) read"
            }
        }
    }
}
