import FileFlow
import Foundation
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// A start of a worker, as a script sees it.
struct WorkerCall: Sendable {
    let command: WorkerCommand
    let say: @Sendable (WorkerEvent) async throws -> Void

    var verb: String { command.arguments.first ?? "" }

    func value(_ option: String) -> String? {
        guard let index = command.arguments.firstIndex(of: option), index + 1 < command.arguments.count else {
            return nil
        }
        return command.arguments[index + 1]
    }

    /// Id and absolute path of the capture that is to be decoded.
    var capture: (id: Int64, path: String)? {
        guard verb == "decode", let parts = command.arguments.last?.split(separator: "=", maxSplits: 1),
            parts.count == 2,
            let id = Int64(parts[0])
        else { return nil }
        return (id, String(parts[1]))
    }

    var server: String { value("--server") ?? "" }
    var out: String { value("--out") ?? "" }

    /// Writes a file as a worker does, and describes it.
    func output(_ text: String, name: String = "dns.parquet", table: String = "dns", rows: [Int64: Int64])
        throws -> DecodeOutcome.OutputFile
    {
        let path = out + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        let digest = try PosixFileSystem().digest(path, firstBytes: nil)
        return DecodeOutcome.OutputFile(
            table: table, day: value("--day") ?? OrchestratorBench.day, path: name,
            rows: rows.values.reduce(0, +), bytes: digest.sizeBytes, sha256: digest.sha256,
            rows_by_capture: Dictionary(uniqueKeysWithValues: rows.map { (String($0.key), $0.value) }))
    }

    /// What a decode says of its capture: ten packets, and the file's own hash as its content's.
    func outcome(_ files: [DecodeOutcome.OutputFile]) throws -> DecodeOutcome {
        var outcome = DecodeOutcome()
        outcome.files = files
        if let (id, path) = capture {
            let digest = try PosixFileSystem().digest(path, firstBytes: nil)
            outcome.captures = [
                .init(
                    id: id, packets: digest.sizeBytes == 0 ? 0 : 10, rows: ["dns": 10], content_sha256: digest.sha256,
                    first_us: TestClock.start, last_us: TestClock.start)
            ]
        }
        return outcome
    }

    /// Decodes as it should be: ten rows, and a state if one is asked for.
    func decode() async throws -> WorkerEnd {
        let id = capture?.id ?? value("--flush-as").flatMap(Int64.init) ?? 0
        if let state = value("--state-out") { try Data("state \(id)".utf8).write(to: URL(filePath: state)) }
        try await say(.finished(try outcome([try output("rows of \(id)", rows: [id: 10])])))
        return .exited(0)
    }

    /// Fails with a reason.
    func fail(_ code: Int32, _ reason: String) async throws -> WorkerEnd {
        var outcome = DecodeOutcome()
        outcome.reason = reason
        try await say(.finished(outcome))
        return .exited(code)
    }

    /// Hangs until it is stopped.
    func hang() async -> WorkerEnd {
        await Signal().wait()
        return .stopped(.cancelled)
    }
}
