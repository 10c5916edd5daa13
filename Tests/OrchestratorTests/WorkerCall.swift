import FileFlow
import Foundation
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// A start of a worker, as a script sees it.
struct WorkerCall: Sendable {
    let command: WorkerCommand
    let say: @Sendable (WorkerEvent) async throws -> Void

    /// What is asked for; nil: it is no worker, but a program of the operator's.
    var request: WorkerRequest.Work? { if case .request(let work) = command.work { work } else { nil } }
    var decoding: DecodeRequest? { if case .decode(let request) = request { request } else { nil } }
    var compacting: CompactRequest? { if case .compact(let request) = request { request } else { nil } }
    /// The files that are to be rewritten, as the list says that the request names.
    func inputs() throws -> [CompactRequest.Input] {
        guard let compacting else { return [] }
        return try CompactRequest.inputs(in: String(contentsOfFile: compacting.inputs, encoding: .utf8))
    }

    var checking: ReferenceCheckRequest? { if case .checkReference(let request) = request { request } else { nil } }

    /// Path and arguments of a program of the operator's.
    var program: (path: String, arguments: [String])? {
        if case .program(let path, let arguments) = command.work { (path, arguments) } else { nil }
    }

    /// Id and absolute path of the capture that is to be decoded.
    var capture: (id: Int64, path: String)? { decoding?.captures.first.map { ($0.id, $0.path) } }
    var server: String { decoding?.server ?? "" }
    var out: String { decoding?.out ?? compacting?.out ?? "" }

    /// Writes a file as a worker does, and describes it.
    func output(_ text: String, name: String = "dns.parquet", table: String = "dns", rows: [Int64: Int64])
        throws -> DecodeOutcome.OutputFile
    {
        let path = out + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        let digest = try PosixFileSystem().digest(path, firstBytes: nil)
        return DecodeOutcome.OutputFile(
            table: table, day: compacting?.day ?? OrchestratorBench.day, path: name,
            rows: rows.values.reduce(0, +), bytes: digest.sizeBytes, sha256: digest.sha256,
            rows_by_capture: Dictionary(uniqueKeysWithValues: rows.map { (String($0.key), $0.value) }))
    }

    /// What a decode says of its capture: ten packets, and the file's own hash as its content's.
    func outcome(_ files: [DecodeOutcome.OutputFile]) throws -> DecodeOutcome {
        var outcome = DecodeOutcome()
        outcome.files = files
        if let capture {
            let digest = try PosixFileSystem().digest(capture.path, firstBytes: nil)
            outcome.captures = [
                .init(
                    id: capture.id, packets: digest.sizeBytes == 0 ? 0 : 10, rows: ["dns": 10],
                    content_sha256: digest.sha256,
                    first_us: TestClock.start, last_us: TestClock.start)
            ]
        }
        return outcome
    }

    /// Decodes as it should be: ten rows, and a state if one is asked for.
    func decode() async throws -> WorkerEnd {
        let id = capture?.id ?? decoding?.flush_as ?? 0
        if let state = decoding?.state_out { try Data("state \(id)".utf8).write(to: URL(filePath: state)) }
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
