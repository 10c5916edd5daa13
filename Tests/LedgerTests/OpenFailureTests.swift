import Model
import Testing

@testable import Ledger

/// When a failure begins, and when it is over.
@Suite struct OpenFailureTests {
    private func failed(_ tx: LedgerTransaction, job: String = "job", subject: RunSubject = .whole) throws -> Int64 {
        var end = try tx.startedRun(job: job, subject: subject)
        (end.state, end.outcome, end.message) = (.discarded, .failed, "why")
        try tx.finish(end)
        return end.run
    }

    private func completed(_ tx: LedgerTransaction, job: String = "job", subject: RunSubject = .whole) throws -> Int64 {
        let end = try tx.startedRun(job: job, subject: subject)
        try tx.finish(end)
        return end.run
    }

    @Test func aLaterSuccessOfTheSameJobAndSubjectEndsIt() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { (try failed($0), try failed($0)) }
        var open = try await bench.ledger.read { try $0.openFailures() }
        #expect(open.count == 1 && open.list.map(\.run) == [second], "one for each job and subject")
        _ = try await bench.ledger.write { (try completed($0, job: "other"), try completed($0, subject: "ns1")) }
        #expect(try await bench.ledger.read { try $0.openFailures() } == open)
        let good = try await bench.ledger.write { try completed($0) }
        open = try await bench.ledger.read { try $0.openFailures() }
        #expect(open == OpenFailures())
        for id in [first, second] {
            let run = try await bench.ledger.read { try $0.requireRun(id) }
            #expect(run.overWhy == "run \(good) completed" && run.overBy == nil)
        }
        let again = try await bench.ledger.write { try failed($0) }
        #expect(try await bench.ledger.read { try $0.openFailures().list.map(\.run) } == [again])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func anOperatorEndsItAndANewerFailureIsOpenAgain() async throws {
        let bench = try LedgerBench()
        let run = try await bench.ledger.write { try failed($0) }
        #expect(try await bench.ledger.write { try $0.acknowledge(run: run, who: "ann(7)", reason: "known") } == 1)
        #expect(try await bench.ledger.write { try $0.acknowledge(run: run, who: "bob(8)", reason: "too") } == 0)
        #expect(try await bench.ledger.read { try $0.openFailures().count } == 0)
        let record = try await bench.ledger.read { try $0.requireRun(run) }
        #expect(record.overBy == "ann(7)" && record.overWhy == "known" && record.overUs != nil)
        let event = try await bench.ledger.read { try $0.events(run: run).last }
        #expect(event?.to == "acknowledged" && event?.who == "ann(7)" && event?.why == "known")
        let next = try await bench.ledger.write { try failed($0) }
        #expect(try await bench.ledger.read { try $0.openFailures().list.map(\.run) } == [next])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func whatHasNotFailedIsNotAcknowledged() async throws {
        let bench = try LedgerBench()
        let (good, waiting, capture) = try await bench.ledger.write { tx in
            (try completed(tx), try tx.newRun(cause: "x"), try tx.loadedCapture())
        }
        for run in [good, waiting] {
            await #expect(throws: LedgerError.self) {
                try await bench.ledger.write { try $0.acknowledge(run: run, who: "a", reason: "b") }
            }
        }
        await #expect(throws: LedgerError.self) {
            try await bench.ledger.write { try $0.acknowledge(capture: capture, who: "a", reason: "b") }
        }
        await #expect(throws: LedgerError.notFound("job nobody")) {
            try await bench.ledger.write { try $0.acknowledge(job: "nobody", who: "a", reason: "b") }
        }
    }

    @Test func aQuarantinedCaptureIsAFailureUntilItIsAcknowledgedOrDecoded() async throws {
        let bench = try LedgerBench()
        let capture = try await bench.ledger.write { try $0.capture(in: .quarantined) }
        var open = try await bench.ledger.read { try $0.openFailures() }
        #expect(open.list.map(\.subject) == ["capture:\(capture)"] && open.quarantined == ["ns1": 1])
        #expect(open.list.first?.error == "bad" && open.list.first?.run == nil)
        #expect(try await bench.ledger.write { try $0.acknowledge(capture: capture, who: "a", reason: "b") } == 1)
        #expect(try await bench.ledger.read { try $0.openFailures() } == OpenFailures())
        // Released and bad again: told again.
        try await bench.ledger.write { tx in
            try tx.reprocess(capture: capture, who: "a", why: nil)
            try tx.settleAll()
            var end = try tx.claimed(capture)
            (end.state, end.outcome) = (.discarded, .failed)
            try tx.finish(end)
            try tx.quarantine(capture: capture, why: "still bad", run: end.run)
            try tx.settleAll()
        }
        open = try await bench.ledger.read { try $0.openFailures() }
        #expect(open.count == 1 && open.list.first?.capture == capture && open.list.first?.isQuarantined == true)
        #expect(open.list.first?.run != nil && open.quarantined == ["ns1": 1])
        // Released: it is being tried again, and over when its rows are live.
        try await bench.ledger.write { tx in
            try tx.reprocess(capture: capture, who: "a", why: nil)
            try tx.settleAll()
        }
        open = try await bench.ledger.read { try $0.openFailures() }
        #expect(open.list.first?.isQuarantined == false && open.quarantined == [:])
        try await bench.ledger.write { tx in _ = try tx.decoded(capture, try tx.claimed(capture)) }
        #expect(try await bench.ledger.read { try $0.openFailures() } == OpenFailures())
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func aJobsFailuresAreAcknowledgedTogether() async throws {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { tx in
            for subject in [RunSubject.server("ns1"), "ns2", "ns2"] { _ = try failed(tx, subject: subject) }
            _ = try failed(tx, job: "other")
        }
        #expect(try await bench.ledger.write { try $0.acknowledge(job: "job", who: "a", reason: "b") } == 2)
        #expect(try await bench.ledger.read { try $0.openFailures().list.map(\.job) } == ["other"])
    }

    @Test func thereMayBeMoreThanAreListed() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in for index in 0..<7 { _ = try failed(tx, subject: "s\(index)") } }
        let open = try await bench.ledger.read { try $0.openFailures(limit: 3) }
        #expect(open.count == 7 && open.list.map(\.subject) == ["s6", "s5", "s4"])
        #expect(open.summary == "7 failures are open")
    }

    @Test func whatIsOpenIsNotPruned() async throws {
        let bench = try LedgerBench()
        let (open, over) = try await bench.ledger.write { tx in
            let pair = (try failed(tx, subject: "a"), try failed(tx, subject: "b"))
            _ = try (completed(tx, subject: "b"), completed(tx, subject: "c"), completed(tx, subject: "c"))
            return pair
        }
        let later = bench.laterUs(hours: 1)
        let removed = try await bench.ledger.write { tx in
            _ = try tx.pruneEvents(beforeUs: later, limit: 1000)
            return try tx.pruneRuns(after: 0, beforeUs: later, limit: 1000).removed
        }
        #expect(removed > 0)
        let left = try await bench.ledger.read { try $0.runs(ids: [open, over]).map(\.id) }
        #expect(left == [open])
    }
}
