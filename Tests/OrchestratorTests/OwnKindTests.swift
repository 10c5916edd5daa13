import Control
import Jobs
import Ledger
import Model
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

/// A kind of job that stands in this file alone: a declaration, a runner, and nothing else that knows of it.
@Suite("a kind of job is one declaration and one runner")
struct OwnKindTests {
    private struct TapeParameters: KindParameters {
        var reel = 1

        mutating func read(_ table: TableReader) {
            if let value = table.integer("reel", 1...9) { reel = value }
        }
    }

    private static let tape = JobKind(
        "tape", "Copies what is new to tape.", TapeParameters.self, JobTraits(splits: [.none]))

    /// Whether the tape is in its drive, and what has been written to it: times of fires, by reel.
    private final class Drive: Sendable {
        struct Jam: Error, CustomStringConvertible { let description = "the tape is jammed" }

        private let state = Mutex((isJammed: false, written: [Int: [Int64]]()))

        func jam(_ isJammed: Bool) { state.withLock { $0.isJammed = isJammed } }
        func written(on reel: Int) -> [Int64] { state.withLock { $0.written[reel] ?? [] } }

        func write(_ timeUs: Int64, on reel: Int) throws {
            try state.withLock { state in
                if state.isJammed { throw Jam() }
                state.written[reel, default: []].append(timeUs)
            }
        }
    }

    private struct TapeRunner: JobRunner {
        let kind = OwnKindTests.tape
        let drive: Drive

        func execute(_ context: RunContext) async throws {
            let reel = context.job.parameters(TapeParameters.self).reel
            try drive.write(context.run.nominalUs, on: reel)
            let end = context.completed(#"{"reel":\#(reel)}"#)
            try await context.dependencies.ledger.write { tx in try tx.finish(end) }
        }
    }

    private static let file = """
        name = "archive"
        kind = "tape"
        every = "6h"
        retry = { attempts = 3, first = "10s", factor = 2.0, max = "15m", jitter = 0.0 }
        [parameters]
        reel = 3
        """

    private func read(_ text: String, _ kinds: JobKinds) throws(ConfigurationErrors) -> JobSet {
        try JobSet.parse([("archive.toml", text)], kinds: kinds)
    }

    @Test("its job file is read with a key of its own, and what is wrong is refused at its line")
    func reading() throws {
        let kinds = JobRunners([TapeRunner(drive: Drive())]).kinds
        let job = try #require(try read(Self.file, kinds)["archive"])
        #expect(job.kind == Self.tape && job.forEach == .none)
        #expect(job.parameters.as(TapeParameters.self)?.reel == 3)
        for (wrong, message) in [
            ("rel = 3", "unknown key 'rel' in [parameters]"), ("reel = 10", "'reel' is 10 and must be from 1 to 9"),
        ] {
            let errors = #expect(throws: ConfigurationErrors.self) {
                _ = try read(Self.file.replacing("reel = 3", with: wrong), kinds)
            }
            #expect(errors?.problems.map(\.line) == [6] && errors?.problems.first?.message == message)
        }
        let unknown = #expect(throws: ConfigurationErrors.self) { _ = try read(Self.file, .standard) }
        #expect(unknown?.problems.first?.line == 2)
        #expect(unknown?.problems.first?.message.hasPrefix("'kind' is 'tape' and must be one of fetch, stage") == true)
    }

    @Test("its runs are made by time and by orders for past days, are tried again, and are listed")
    func life() async throws {
        let drive = Drive()
        let runners = JobRunners([TapeRunner(drive: drive)])
        let jobs = try read(Self.file, runners.kinds).jobs
        let bench = try await OrchestratorBench(jobs: jobs, runners: runners)
        drive.jam(true)
        try await bench.settle()
        #expect(try await bench.runs("archive").map(\.state) == [.retryable])
        #expect(try await bench.runs("archive").first?.error?.contains("the tape is jammed") == true)
        drive.jam(false)
        bench.clock.advance(.seconds(11))
        try await bench.settle()
        #expect(try await bench.runs("archive").map(\.state) == [.completed])
        #expect(try await bench.runs("archive").map(\.attempt) == [2])
        bench.clock.advance(.seconds(6 * 3600))
        try await bench.settle()
        #expect(try await bench.runs("archive").map(\.state) == [.completed, .completed])

        let day = Day(microseconds: TestClock.start - 2 * 86_400_000_000)
        let order = RunOrder(
            id: "1", job: "archive", fromDay: day.description, toDay: day.description, selection: .missing,
            who: "ann(1)", reason: "the tape was full")
        let ordered = try await bench.orchestrator.operations.request(order)
        #expect(ordered.count == 4)
        try await bench.settle()
        let hours = (0..<4).map { day.startUs + $0 * 6 * 3_600_000_000 }
        #expect(drive.written(on: 3).suffix(4).sorted() == hours)
        let missing = try await bench.orchestrator.operations.subjects(of: order)
        #expect(missing == [], "nothing of that day is missing any more")

        let now = bench.clock.nowUs
        let report = try await bench.ledger.read { try JobsReport(view: $0, live: nil, nowUs: now) }
        #expect(report.jobs.map(\.name) == ["archive"] && report.jobs.map(\.kind) == ["tape"])
        #expect(report.jobs.first?.last?.result == #"{"reel":3}"#)
        #expect(try await bench.troubles() == [])
    }
}
