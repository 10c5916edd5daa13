import FileFlow
import Foundation
import Ledger
import Model
import Testing

/// Moves: decided in the ledger, applied here, never lost and never doubled.
@Suite struct MoveTests {
    /// The recovery table of the design, written down a second time.
    @Test(arguments: [
        (FileFinding.recorded, FileFinding.absent, MoveAction.rename),
        (.recorded, .recorded, .removeSource),
        (.recorded, .other, .quarantineSource),
        (.absent, .recorded, .markDone),
        (.absent, .absent, .lost),
        (.absent, .other, .conflictAndLost),
        (.other, .absent, .conflict),
        (.other, .recorded, .conflict),
        (.other, .other, .conflict),
    ])
    func theDecisionIsTheTable(_ source: FileFinding, _ target: FileFinding, _ action: MoveAction) {
        #expect(MoveDecision.decide(source: source, target: target) == action)
    }

    private struct Ends: Sendable, CustomTestStringConvertible {
        var source: String?
        var target: String?
        var status: IntentState
        var sourceAfter: String?
        var targetAfter: String?
        var testDescription: String { "\(source ?? "nothing") → \(target ?? "nothing")" }
    }

    /// "bytes" is the recorded file; "BYTES" has its size, "more bytes" not even that.
    @Test(arguments: [
        Ends(source: "bytes", target: nil, status: .done, sourceAfter: nil, targetAfter: "bytes"),
        Ends(source: "bytes", target: "bytes", status: .done, sourceAfter: nil, targetAfter: "bytes"),
        Ends(source: "bytes", target: "BYTES", status: .conflict, sourceAfter: nil, targetAfter: "BYTES"),
        Ends(source: "bytes", target: "more bytes", status: .conflict, sourceAfter: nil, targetAfter: "more bytes"),
        Ends(source: nil, target: "bytes", status: .done, sourceAfter: nil, targetAfter: "bytes"),
        Ends(source: nil, target: nil, status: .lost, sourceAfter: nil, targetAfter: nil),
        Ends(source: nil, target: "BYTES", status: .lost, sourceAfter: nil, targetAfter: "BYTES"),
        Ends(source: "BYTES", target: nil, status: .conflict, sourceAfter: "BYTES", targetAfter: nil),
        Ends(source: "more bytes", target: nil, status: .conflict, sourceAfter: "more bytes", targetAfter: nil),
        Ends(source: "BYTES", target: "bytes", status: .conflict, sourceAfter: "BYTES", targetAfter: "bytes"),
        Ends(source: "BYTES", target: "other", status: .conflict, sourceAfter: "BYTES", targetAfter: "other"),
    ])
    private func everyRowOfTheTableHappensOnDisk(_ ends: Ends) async throws {
        let bench = try FlowBench()
        let capture = try await bench.adopted("a.pcap")
        let (source, target) = ("captures/ns1/a.pcap", "incoming/ns1/\(capture.localName)")
        try FileManager.default.removeItem(atPath: bench.root.absolute(source))
        if let text = ends.source { try bench.put(text, at: source) }
        if let text = ends.target { try bench.put(text, at: target) }
        let summary = try await bench.flow().applyIntents(capture: capture.id)
        #expect(try await bench.statuses(capture.id) == [ends.status])
        #expect(bench.text(source) == ends.sourceAfter)
        #expect(bench.text(target) == ends.targetAfter)
        #expect(summary.applied == (ends.status == .done ? 1 : 0))
        #expect(summary.troubles.isEmpty == (ends.status == .done))
        if ends.source == "bytes", ends.status == .conflict {
            #expect(bench.text("quarantine/conflict-1-a.pcap") == "bytes", "I1: the recorded bytes are kept")
        }
        let files = try bench.captureFiles()
        let again = try await bench.flow().applyIntents()
        #expect(again == MoveSummary())
        #expect(try bench.captureFiles() == files, "a second time changes nothing")
    }

    @Test func applyingTwiceIsApplyingOnce() async throws {
        let bench = try FlowBench()
        let capture = try await bench.adopted("a.pcap")
        let first = try await bench.flow().applyIntents()
        let second = try await bench.flow().applyIntents()
        #expect((first.applied, second.applied) == (1, 0))
        #expect(try bench.captureFiles() == ["incoming/ns1/\(capture.localName)": "bytes"])
    }

    /// Dies at every step of three captures' moves (one of them two in a row), then recovers with the real file system.
    @Test(arguments: 0...12)
    func aCrashAtAnyStepLosesAndDoublesNothing(_ limit: Int) async throws {
        let bench = try FlowBench()
        var captures: [CaptureRecord] = []
        for name in ["a", "b", "c"] { captures.append(try await bench.adopted(name, "bytes of \(name)")) }
        let quarantined = captures[1].id
        try await bench.ledger.write { try $0.quarantine(capture: quarantined, why: "test", run: nil) }
        let dying = StoppingFileSystem(limit: limit)
        let before = try await bench.flow(dying).applyIntents()
        #expect(before.troubles.isEmpty == (limit >= 9), "four moves into two directories, three to be synced")
        #expect(!before.troubles.contains { $0.hasPrefix("lost") || $0.hasPrefix("conflict") })
        try await recoverAndCheck(bench, captures)
    }

    /// Dies when everything is on disk and nothing has been confirmed.
    @Test func aCrashBeforeTheConfirmationLosesAndDoublesNothing() async throws {
        let bench = try FlowBench()
        var captures: [CaptureRecord] = []
        for name in ["a", "b", "c"] { captures.append(try await bench.adopted(name, "bytes of \(name)")) }
        let quarantined = captures[1].id
        try await bench.ledger.write { try $0.quarantine(capture: quarantined, why: "test", run: nil) }
        for intent in try await bench.ledger.read({ try $0.openIntents() }) {
            try PosixFileSystem().renameNoReplace(
                bench.root.absolute(intent.source), bench.root.absolute(intent.target))
        }
        try await recoverAndCheck(bench, captures)
    }

    private func recoverAndCheck(_ bench: FlowBench, _ captures: [CaptureRecord]) async throws {
        let summary = try await bench.flow().applyIntents()
        #expect(summary.troubles == [])
        #expect(
            try bench.captureFiles() == [
                "incoming/ns1/\(captures[0].localName)": "bytes of a",
                "quarantine/ns1/\(captures[1].localName)": "bytes of b",
                "incoming/ns1/\(captures[2].localName)": "bytes of c",
            ])
        for capture in captures {
            let current = try await bench.ledger.read { try $0.requireCapture(capture.id) }
            #expect(bench.text(current.path ?? "") != nil, "I3")
            #expect(try await bench.statuses(capture.id).allSatisfy { $0 == .done })
        }
        #expect(try await bench.flow().unknownFiles() == [])
    }

    /// I7: what fails for one capture stops no other, and is applied when it can be.
    @Test func aDirectoryThatRefusesStopsNoOther() async throws {
        let bench = try FlowBench()
        let (bad, good) = (try await bench.adopted("bad"), try await bench.adopted("good"))
        try await bench.ledger.write { try $0.quarantine(capture: bad.id, why: "test", run: nil) }
        let refusing = FailingDirectory(bench.root.absolute("quarantine/ns1"))
        let summary = try await bench.flow(refusing).applyIntents()
        #expect(summary.applied == 2)
        #expect(
            summary.troubles.count == 1 && summary.troubles[0].contains("Does the daemon's user own the data root?"))
        #expect(try await bench.statuses(good.id) == [.done])
        #expect(try await bench.statuses(bad.id) == [.done, .open])
        await #expect(throws: FileFlowError.self) { try await bench.flow(refusing).applyIntents(capture: bad.id) }
        #expect(try await bench.flow().applyIntents().applied == 1)
        #expect(try bench.captureFiles().count == 2)
    }

    @Test func manyWhoApplyAtOnceDoNotTakeEachOthersWorkForALoss() async throws {
        let bench = try FlowBench()
        var ids: [Int64] = []
        for number in 0..<30 { ids.append(try await bench.adopted("c\(number)").id) }
        let flow = bench.flow()
        let summaries = try await withThrowingTaskGroup(of: MoveSummary.self) { group in
            for id in ids {
                group.addTask { try await flow.applyIntents(capture: id) }
                group.addTask { try await flow.applyIntents() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(summaries.reduce(0) { $0 + $1.applied } == 30)
        #expect(summaries.allSatisfy { $0.troubles.isEmpty })
        #expect(try bench.captureFiles().count == 30)
    }
}
