import Foundation
import Ledger
import Model
import SharedInputs
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// A name server pushes files that grow, shrink, are rewritten, emptied, damaged, pushed again and renamed, while daemons
/// are cut off; a model knows which contents could be decoded. A byte of a file is a row.
final class VersionLife {
    private let bench: OrchestratorBench
    private var daemon: Orchestrator
    private var random: SplitMix
    private var step = 0
    private var files: [String: String] = [:]
    private var offered: [String] = []
    /// Contents that could be decoded, with the names under which they came.
    private var decoded: [String: Set<String>] = [:]

    init(seed: UInt64) async throws {
        random = SplitMix(seed: seed)
        bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode], script: Self.script)
        daemon = bench.orchestrator
    }

    private static let script: ScriptedLauncher.Script = { call in
        guard let capture = call.capture else { return try await call.decode() }
        let id = capture.id
        let text = try String(contentsOfFile: capture.path, encoding: .utf8)
        if text.hasSuffix("!") { return try await call.fail(65, "damaged") }
        let files = text.isEmpty ? [] : [try call.output("rows of \(id)", rows: [id: Int64(text.utf8.count)])]
        try await call.say(.finished(try call.outcome(files)))
        return .exited(0)
    }

    /// Another version of a file; a daemon that is cut off while it decodes is followed by another one.
    func go() async throws {
        step += 1
        let name = ["a.pcap", "b.pcap"].randomElement(using: &random) ?? ""
        let now = files[name] ?? ""
        // Some begin with a head of their own, some are shorter than that.
        let fresh = "\(step)." + String(repeating: "\(step)", count: Bool.random(using: &random) ? 5000 : 5)
        var text = now + fresh
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: break
        case 4: text = String(now.prefix(now.count * Int.random(in: 1..<10, using: &random) / 10))
        case 5: text = fresh
        case 6: text = ""
        case 7: text += "!"
        case 8: text = offered.filter { $0.hasPrefix(now) || now.hasPrefix($0) }.randomElement(using: &random) ?? now
        default: text = files.sorted { $0.key < $1.key }.map(\.value).randomElement(using: &random) ?? now
        }
        if !text.hasSuffix("!") {
            files[name] = text
            offered.append(text)
            if !text.isEmpty { decoded[text, default: []].insert(name) }
        }
        try bench.push(name, text)
        if Int.random(in: 0..<4, using: &random) == 0 { try await cutOff() }
        await daemon.signal()
        try await bench.settle(daemon)
        if Int.random(in: 0..<6, using: &random) == 0 { try await again() }
    }

    private func cutOff() async throws {
        let reached = Signal()
        bench.launcher.follow { call in
            reached.send()
            return await call.hang()
        }
        for _ in 0..<20 {
            await daemon.signal()
            try await daemon.pass()
            for task in await daemon.endings(of: "stage") { await task.value }
            guard await !daemon.endings(of: "decode").isEmpty else { continue }
            await reached.wait()
            break
        }
        bench.launcher.follow(Self.script)
        daemon = try await bench.restart()
        bench.clock.advance(.seconds(60))
    }

    /// A capture is decoded again.
    private func again() async throws {
        guard let capture = try await bench.captures(.archived, .quarantined).randomElement(using: &random) else {
            return
        }
        _ = try await daemon.operations.retry(
            capture: capture.id, requestID: "again \(step)", who: "root(0)", reason: nil)
        try await bench.settle(daemon)
    }

    /// Live are the contents that are the beginning of no other one, once each. Short ones are compared with those of the
    /// same name only.
    func compare(_ place: Comment) async throws {
        let whole = decoded.filter { text, names in
            !decoded.contains { other, others in
                other != text && other.hasPrefix(text)
                    && (Int64(text.utf8.count) >= PrefixFindings.headBytes || !names.isDisjoint(with: others))
            }
        }.keys
        let rows = try await bench.ledger.read { view in
            try view.captures(limit: 10_000).map { capture in
                try view.liveRows(ofCapture: capture.id).reduce(0) { $0 + $1.rows }
            }
        }
        #expect(rows.filter { $0 > 0 }.sorted() == whole.map { Int64($0.utf8.count) }.sorted(), place)
        #expect(try await bench.captures(.announced, .fetched, .incoming, .processing, .loaded) == [], place)
    }

    func troubles() async throws -> [String] {
        try await bench.troubles().filter { !$0.contains(".reason.json") && !$0.hasPrefix("unknown") }
    }
}
