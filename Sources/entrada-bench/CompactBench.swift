import ArgumentParser
import Foundation
import RealServers
import WorkerProtocol

/// A day of many small files, a day of one large file, and a query over many files of staging: by the worker as the
/// daemon starts it, under the limits that are shipped.
struct CompactBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Time and memory of compactions and of a query over many files.",
        discussion: "At full size it takes up to 10 GB in TMPDIR, which are removed at the end.")

    @Option(help: "Small files of a day: 50 servers with 288 captures each.")
    var files = 14_400
    @Option(help: "Packets in the capture of a small file.")
    var packets = 100
    @Option(help: "Rows of the large file; 0: leave it out.")
    var rows = 20_000_000
    @Option(help: "Small files that are queried.")
    var queryFiles = 5000
    @Option(help: "How often they are queried.")
    var repetitions = 5
    @Option(help: "memory_limit of the job, MiB.")
    var memory = 512
    @Option(help: "limits.memory_per_worker, MiB.")
    var workerMemory = 1024

    private static let day = "2024-03-10"

    func run() throws {
        limitMemory()
        let folder = try TestFolder()
        let small = try decode(packets: packets, as: "small", in: folder)
        try folder.make("many")
        var paths: [String] = []
        for number in 0..<max(files, queryFiles) {
            let path = folder["many/\(number).parquet"]
            try FileManager.default.copyItem(atPath: small.path, toPath: path)
            paths.append(path)
        }
        try query(Array(paths.prefix(queryFiles)), rows: small.rows, in: folder)
        try merge(Array(paths.prefix(200)), rows: small.rows * 200, in: folder)
        try compact(
            "compact \(files) files", Array(paths.prefix(files)), rows: small.rows * Int64(files), in: folder)
        try folder.remove("many")
        if rows > 0 {
            let large = try enlarge(to: rows, in: folder)
            try compact("compact one large file", [large], rows: Int64(rows), in: folder)
        }
    }

    private func limitMemory() { setenv("ENTRADA_MEMORY_BYTES", String(workerMemory << 20), 1) }

    private struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// A file of `dns` from simulated traffic, and its rows.
    private func decode(packets: Int, as name: String, in folder: TestFolder) throws -> (path: String, rows: Int64) {
        let worker = Program.built("entrada-worker")
        try folder.make(name)
        try Program.run(
            worker,
            [
                "simulate", "dns", "--out", folder[name], "--packets", String(packets), "--files", "1", "--seed", "1",
                "--start", "\(Self.day)T12:00:00Z", "--duration", "300", "--prefix", "ns1",
            ])
        guard let capture = try folder.names(in: name).first(where: { $0.hasSuffix(".pcap") }) else {
            throw Failed(description: "no capture was simulated")
        }
        let output = try Program.run(
            worker,
            [
                "decode", "--server", "ns1", "--site", "ams", "--out", folder[name + "/out"],
                folder["\(name)/\(capture)"],
            ])
        guard let file = try outcome(output).files.first(where: { $0.table == "dns" }) else {
            throw Failed(description: "no rows were decoded: \(output.suffix(500))")
        }
        return (folder["\(name)/out/\(file.path)"], file.rows)
    }

    /// A file of so many rows: those of a smaller one again and again, later each time.
    private func enlarge(to rows: Int, in folder: TestFolder) throws -> String {
        let base = try decode(packets: min(400_000, rows), as: "base", in: folder)
        let copies = (rows + Int(base.rows) - 1) / Int(base.rows)
        let output = folder["large.parquet"]
        let sql = """
            SELECT * REPLACE ("time" + to_seconds(copy * 300) AS "time", copy AS capture_id)
            FROM dns, range(\(copies)) r(copy) LIMIT \(rows)
            """
        try snapshot([base.path], rows: base.rows, in: folder)
        // What makes the file is not what is measured.
        unsetenv("ENTRADA_MEMORY_BYTES")
        defer { limitMemory() }
        try Program.run(
            Program.built("entrada-worker"),
            [
                "query", "--snapshot", folder["snapshot"], "--format", "parquet", "--memory-limit", "\(8 << 30)",
                "--output", output, sql,
            ])
        return output
    }

    private func snapshot(_ paths: [String], rows: Int64, in folder: TestFolder) throws {
        struct File: Encodable {
            var id: Int
            var table = "dns"
            var day = CompactBench.day
            var path: String
            var rows: Int64
            var masked: [Int64] = []
        }
        struct Snapshot: Encodable {
            var root: String
            var files: [File]
        }
        let files = paths.enumerated().map {
            File(id: $0, path: String($1.dropFirst(folder.path.count + 1)), rows: rows)
        }
        let data = try JSONEncoder().encode(Snapshot(root: folder.path, files: files))
        try data.write(to: URL(filePath: folder["snapshot"]))
    }

    private func query(_ paths: [String], rows: Int64, in folder: TestFolder) throws {
        try snapshot(paths, rows: rows, in: folder)
        var seconds: [Double] = []
        var peaks: [Double] = []
        for _ in 0..<repetitions {
            let (output, time, peak) = try work([
                "query", "--snapshot", folder["snapshot"], "--format", "csv",
                "SELECT count(*) AS rows FROM dns WHERE dns_qtype IS NOT NULL OR dns_qtype IS NULL",
            ])
            guard output.contains("\(rows * Int64(paths.count))") else {
                throw Failed(description: "the query gave \(output.suffix(500))")
            }
            seconds.append(time)
            peaks.append(peak)
        }
        let name = "query over \(paths.count) files"
        try Figure(name, seconds, "s", atMost: 1).report()
        try Figure("\(name): peak memory of the worker", peaks, "MB", atMost: Double(workerMemory)).report()
    }

    private func merge(_ paths: [String], rows: Int64, in folder: TestFolder) throws {
        try compact("merge \(paths.count) files before the night", paths, rows: rows, in: folder, ["--unsorted"])
    }

    private func compact(
        _ name: String, _ paths: [String], rows: Int64, in folder: TestFolder, _ more: [String] = []
    ) throws {
        try Data(paths.map { "\t\($0)\n" }.joined().utf8).write(to: URL(filePath: folder["inputs"]))
        let (output, seconds, peak) = try work(
            [
                "compact", "--table", "dns", "--day", Self.day, "--out", folder["out"], "--temp", folder["temp"],
                "--memory-limit", String(memory << 20), "--inputs", folder["inputs"],
            ] + more)
        let found = try outcome(output)
        let counted = found.files.reduce(0) { $0 + $1.rows }
        guard counted == rows else { throw Failed(description: "\(name): \(rows) rows in, \(counted) out") }
        try Figure("\(name): time", [seconds], "s").report()
        try Figure("\(name): peak memory of the worker", [peak], "MB", atMost: Double(memory << 20) / 1e6).report()
        try Figure("\(name): rows", [Double(counted)], "rows").report()
        try Figure("\(name): files out", [Double(found.files.count)], "files").report()
        for directory in ["out", "temp"] { try folder.remove(directory) }
    }

    /// Runs a worker to its end: what it wrote, how long it took, MB that it had at most.
    private func work(_ arguments: [String]) throws -> (output: String, seconds: Double, peak: Double) {
        let start = ContinuousClock.now
        let worker = try ChildProcess(Program.built("entrada-worker"), arguments)
        var output = ""
        while true {
            let text = worker.readOutput()
            if text.isEmpty { break }
            output += text
        }
        let end = worker.waitWithPeak()
        guard end.code == 0 else {
            throw Failed(description: "the worker ended with \(end.code): \(output.suffix(1000))")
        }
        return (output, (ContinuousClock.now - start) / .seconds(1), end.peakMegabytes)
    }

    private func outcome(_ output: String) throws -> DecodeOutcome {
        for line in output.split(separator: "\n").reversed() {
            if let outcome = try? JSONDecoder().decode(DecodeOutcome.self, from: Data(line.utf8)) { return outcome }
        }
        throw Failed(description: "the worker did not say what it did: \(output.suffix(1000))")
    }
}
