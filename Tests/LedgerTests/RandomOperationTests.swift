import Model
import SharedInputs
import Testing

@testable import Ledger

/// Random lives of captures and runs against a small model that knows only states and rows.
@Suite struct RandomOperationTests {
    private struct Model {
        var states: [Int64: CaptureState] = [:]
        var content: [Int64: String] = [:]
        /// Live rows by capture.
        var rows: [Int64: Int64] = [:]
        var ends: [Int64: RunEnd] = [:]

        func pick(_ wanted: Set<CaptureState>, _ random: inout SplitMix) -> Int64? {
            states.filter { wanted.contains($0.value) }.keys.sorted().randomElement(using: &random)
        }
    }

    @Test(arguments: UInt64(1)...8)
    func theLedgerAndTheModelAgree(_ seed: UInt64) async throws {
        let bench = try LedgerBench()
        var random = SplitMix(seed: seed)
        var model = Model()
        for step in 0..<300 {
            try await perform(Int.random(in: 0..<10, using: &random), step, bench.ledger, &model, &random)
            if step % 25 == 0 { try await compare(bench.ledger, model, "seed \(seed), step \(step)") }
        }
        try await compare(bench.ledger, model, "seed \(seed), end")
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        try bench.ledger.close()
        let again = try bench.reopened()
        try await compare(again, model, "seed \(seed), reopened")
        try again.close()
    }

    private func perform(
        _ operation: Int, _ step: Int, _ ledger: Ledger, _ model: inout Model, _ random: inout SplitMix
    ) async throws {
        switch operation {
        case 0...2:
            let id = try await ledger.write { try $0.incomingCapture(name: "c\(step)", modifiedUs: Int64(step)) }
            model.states[id] = .incoming
            model.content[id] = "content \(Int.random(in: 0..<20, using: &random))"
        case 3, 4:
            guard let id = model.pick([.incoming], &random) else { return }
            model.ends[id] = try await ledger.write { try $0.claimed(id) }
            model.states[id] = .processing
        case 5, 6: try await decode(ledger, &model, &random)
        case 7:
            guard let id = model.pick([.processing], &random), var end = model.ends.removeValue(forKey: id) else {
                return
            }
            end.state = .discarded
            end.outcome = .failed
            let failed = end
            let gives = Bool.random(using: &random)
            try await ledger.write { tx in
                try tx.finish(failed)
                if gives {
                    try tx.release(capture: id, why: "failed", orphaned: false, run: failed.run)
                } else {
                    try tx.quarantine(capture: id, why: "failed", run: failed.run)
                }
                try tx.settleAll()
            }
            model.states[id] = gives ? .incoming : .quarantined
        case 8:
            guard let id = model.pick([.quarantined, .archived, .loaded], &random) else { return }
            try await ledger.write { tx in
                try tx.reprocess(capture: id, who: "op", why: nil)
                try tx.settleAll()
            }
            model.states[id] = .incoming
        default:
            guard let id = model.pick([.loaded, .duplicate, .archived], &random), let state = model.states[id] else {
                return
            }
            try await ledger.write { tx in
                if state == .archived {
                    try tx.expire(capture: id, why: "old", run: nil)
                } else {
                    try tx.archive(capture: id, day: "2026-01-01", run: nil)
                }
                try tx.settleAll()
            }
            model.states[id] = state == .archived ? .expired : .archived
        }
    }

    /// I2: a content is live under one capture only.
    private func decode(_ ledger: Ledger, _ model: inout Model, _ random: inout SplitMix) async throws {
        guard let id = model.pick([.processing], &random), let end = model.ends.removeValue(forKey: id),
            let content = model.content[id]
        else { return }
        let isKnown = model.rows.contains { $0.key != id && $0.value > 0 && model.content[$0.key] == content }
        let rows = Int64.random(in: 1...50, using: &random)
        let verdict = try await ledger.write { try $0.decoded(id, end, content: content, rows: [id: rows]) }
        if case .duplicate(let original) = verdict {
            #expect(isKnown && model.content[original] == content)
            model.states[id] = .duplicate
            model.rows[id] = nil
        } else {
            #expect(!isKnown)
            model.states[id] = .loaded
            model.rows[id] = rows
        }
    }

    private func compare(_ ledger: Ledger, _ model: Model, _ place: Comment) async throws {
        let (captures, live) = try await ledger.read { view in
            let captures = try view.captures(limit: 10_000)
            let live = try captures.map { ($0.id, try view.liveRows(ofCapture: $0.id).reduce(0) { $0 + $1.rows }) }
            return (captures, Dictionary(uniqueKeysWithValues: live.filter { $0.1 > 0 }))
        }
        #expect(Dictionary(uniqueKeysWithValues: captures.map { ($0.id, $0.state) }) == model.states, place)
        #expect(live == model.rows, place)
    }
}
