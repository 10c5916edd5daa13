import Foundation
import Model
import Testing
import WorkerProtocol

@testable import Orchestrator

/// A worker whose captures are text: each line is a message, and the last one still waits for its answer. It follows the
/// rules of the real one: what waits goes into the state, or becomes a row; a successor passes it into a row of its own.
enum LifeWorker {
    static func script(_ call: WorkerCall) async throws -> WorkerEnd {
        if call.checking != nil {
            try await call.say(.finished(DecodeOutcome()))
            return .exited(0)
        }
        if call.program != nil { return try tell(call) }
        guard let request = call.decoding else { return try await rewrite(call) }
        if let id = request.flush_as {
            return try await finish(call, rows: waiting(call).map { (id, $0) })
        }
        guard let capture = call.capture else { return .exited(64) }
        let id = capture.id
        var messages = try lines(capture.path)
        if messages.first == "bad" { return try await call.fail(65, "no capture file") }
        if let state = request.state_out, let last = messages.popLast() {
            try Data(last.utf8).write(to: URL(filePath: state))
        }
        return try await finish(call, rows: try (waiting(call) + messages).map { (id, $0) })
    }

    /// Whether a capture comes for the first time in the life of its data root.
    private static func isFirst(_ path: String) -> Bool {
        guard let place = path.range(of: "/processing/") else { return false }
        let mark = String(path[..<place.lowerBound]) + "-came"
        if FileManager.default.fileExists(atPath: mark) { return false }
        return FileManager.default.createFile(atPath: mark, contents: nil)
    }

    /// The same, but it wants the second capture to be tried again once: those behind it are given back.
    static func hesitant(_ call: WorkerCall) async throws -> WorkerEnd {
        guard let path = call.capture?.path, path.hasSuffix("b.pcap"), isFirst(path) else {
            return try await script(call)
        }
        return try await call.fail(75, "not now")
    }

    /// The program that is told of alerts: its notes are outside of the data root.
    private static func tell(_ call: WorkerCall) throws -> WorkerEnd {
        let environment = call.command.environment
        let path = (environment["ENTRADA_DATA_ROOT"] ?? "") + "/../told"
        let known = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = (environment["ENTRADA_ALERT_ID"] ?? "nothing") + "\n"
        try Data((known + line).utf8).write(to: URL(filePath: path), options: .atomic)
        return .exited(0)
    }

    /// What the capture before has left.
    private static func waiting(_ call: WorkerCall) throws -> [String] {
        guard let path = call.decoding?.state_in else { return [] }
        return try lines(path)
    }

    private static func rewrite(_ call: WorkerCall) async throws -> WorkerEnd {
        var rows: [(Int64, String)] = []
        for input in try call.inputs() {
            rows += try Self.rows(of: input.path).filter { !input.masked.contains($0.0) }
        }
        return try await finish(call, rows: rows)
    }

    private static func finish(_ call: WorkerCall, rows: [(Int64, String)]) async throws -> WorkerEnd {
        var counts: [Int64: Int64] = [:]
        for (id, _) in rows { counts[id, default: 0] += 1 }
        let text = rows.map { "\($0.0)\t\($0.1)\n" }.joined()
        let files = rows.isEmpty ? [] : [try call.output(text, rows: counts)]
        try await call.say(.finished(try call.outcome(files)))
        return .exited(0)
    }

    /// Capture and message of each row of a file.
    static func rows(of path: String) throws -> [(Int64, String)] {
        try lines(path).compactMap { line in
            let parts = line.split(separator: "\t")
            return Int64(parts[0]).map { ($0, String(parts[1])) }
        }
    }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
