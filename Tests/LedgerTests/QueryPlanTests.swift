import GRDB
import Model
import Testing

@testable import Ledger

/// No question that is asked all the time may read a whole table: with a million captures that takes seconds.
@Suite struct QueryPlanTests {
    /// Executes a read and gives the plans of the statements it ran.
    private func plans(_ body: @escaping @Sendable (LedgerView) throws -> Void) async throws -> [String] {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { try $0.loadedCapture() }
        return try await bench.ledger.read { view in
            let statements = Statements()
            view.db.trace { statements.list.append($0.description) }
            try body(view)
            view.db.trace(nil)
            return try statements.list.flatMap { sql in
                let plan = try view.db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                plan.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(plan).map { $0["detail"] as String }
            }
        }
    }

    private final class Statements { var list: [String] = [] }

    private func expectNoScan(_ plans: [String], except allowed: [String] = []) {
        #expect(!plans.isEmpty)
        let scans = plans.filter { plan in
            plan.hasPrefix("SCAN") && !plan.contains("CONSTANT ROW") && !allowed.contains { plan.contains($0) }
        }
        #expect(scans.isEmpty, "\(plans)")
    }

    @Test func theBacklogDoesNotReadTheCaptures() async throws {
        let plans = try await plans { _ = try $0.backlog() }
        #expect(plans.contains { $0.contains("captures_backlog") })
        #expect(!plans.contains { $0.hasPrefix("SCAN captures") }, "\(plans)")
    }

    @Test func runsByStateUseTheSmallIndexes() async throws {
        let open = try await plans { _ = try $0.runs(states: [.available, .running]) }
        #expect(open.contains { $0.contains("INDEX runs_open") }, "\(open)")
        expectNoScan(open)
        let running = try await plans { _ = try $0.runs(state: .running) }
        #expect(running.contains { $0.contains("INDEX runs_open") }, "\(running)")
        let discarded = try await plans { _ = try $0.runs(states: [.discarded]) }
        #expect(discarded.contains { $0.contains("INDEX runs_failed") }, "\(discarded)")
    }

    @Test func runsOfAJobOrASubjectUseTheirIndex() async throws {
        let job = try await plans { _ = try $0.runs(job: "decode") }
        #expect(job.contains { $0.contains("INDEX runs_by_job (job=?)") }, "\(job)")
        let subject = try await plans { _ = try $0.runs(subject: "capture:1") }
        #expect(subject.contains { $0.contains("INDEX runs_by_subject (subject=?)") }, "\(subject)")
        let both = try await plans { _ = try $0.runs(job: "decode", subject: "capture:1") }
        #expect(both.contains { $0.contains("subject=?") }, "\(both)")
        let open = try await plans { _ = try $0.hasOpenRun(job: "decode", subject: "capture:1") }
        #expect(open.contains { $0.contains("(job=? AND subject=?)") }, "\(open)")
    }

    @Test func whatTheSchedulerAsksReadsOpenRunsOnly() async throws {
        let startable = try await plans { _ = try $0.startable(nowUs: 1) }
        #expect(startable.contains { $0.contains("INDEX runs_open (state=? AND available_us<?)") }, "\(startable)")
        let next = try await plans { _ = try $0.nextAvailableUs(after: 1) }
        #expect(next.contains { $0.contains("INDEX runs_open (state=? AND available_us>?)") }, "\(next)")
    }

    @Test func failuresAreFoundByTime() async throws {
        let plans = try await plans { _ = try $0.failures(sinceUs: 1) }
        #expect(plans.contains { $0.contains("INDEX runs_failed (finished_us>?)") }, "\(plans)")
        expectNoScan(plans)
    }

    @Test func openFailuresAreFoundAmongMillionsOfRuns() async throws {
        let plans = try await plans { _ = try $0.openFailures() }
        #expect(plans.contains { $0.contains("INDEX runs_failed_open") }, "\(plans)")
        #expect(plans.contains { $0.contains("INDEX captures_quarantined_open") }, "\(plans)")
        expectNoScan(plans, except: ["runs_failed_open", "captures_quarantined_open", "failed"])
        let end = try await self.plans { view in
            _ = try Row.fetchAll(
                view.db,
                sql: """
                    SELECT 1 FROM runs WHERE \(LedgerSchema.openFailure) AND job = 'a' AND subject = 'b'
                    """)
        }
        #expect(end.contains { $0.contains("INDEX runs_failed_open (job=? AND subject=?)") }, "\(end)")
    }

    @Test func openMovesAreFoundAmongMillionsOfSettledOnes() async throws {
        let all = try await plans { _ = try $0.openIntents() }
        #expect(all.contains { $0.contains("INDEX intents_open (status=? AND id>?)") }, "\(all)")
        let one = try await plans { _ = try $0.openIntents(capture: 1) }
        #expect(one.contains { $0.contains("INDEX intents_by_capture (capture=?") }, "\(one)")
        expectNoScan(try await plans { _ = try $0.troubledIntents() })
        expectNoScan(try await plans { _ = try $0.intents(capture: 1) })
    }

    @Test func capturesAreFoundByNameAndPath() async throws {
        let named = try await plans { _ = try $0.captures(name: "a.pcap") }
        for index in ["captures_by_name", "captures_by_file", "captures_by_source"] {
            #expect(named.contains { $0.contains("INDEX \(index)") }, "\(named)")
        }
        expectNoScan(named)
        expectNoScan(try await plans { _ = try $0.knows(path: "archive/ns1/2026-01-01/1-a.pcap") })
    }

    @Test func theChainIsReadByIndex() async throws {
        expectNoScan(try await plans { _ = try $0.chain(state: .incoming, server: "ns1") })
        expectNoScan(try await plans { _ = try $0.chain(state: .incoming) })
        expectNoScan(
            try await plans { view in
                let capture = try view.requireCapture(1)
                _ = try view.openPredecessor(of: capture)
                _ = try view.isLate(capture)
                _ = try view.openState(server: "ns1")
                _ = try view.states(status: "consumed", olderThanUs: 1)
                _ = try view.hasOpenCapture(untilUs: 1)
            })
    }

    @Test func eventsAreFoundByCaptureAndRun() async throws {
        expectNoScan(try await plans { _ = try $0.events(capture: 1) })
        expectNoScan(try await plans { _ = try $0.events(run: 1) })
    }

    @Test func removableFilesAreFoundAmongMillions() async throws {
        let plans = try await plans { _ = try $0.removableFiles(retiredBeforeUs: 1) }
        #expect(plans.contains { $0.contains("INDEX data_files_retired (retired_us<?)") }, "\(plans)")
        expectNoScan(plans)
    }

    @Test func versionsOfAFileAreFoundByIndex() async throws {
        let plans = try await plans { view in
            let capture = try view.requireCapture(1)
            _ = try view.relatives(of: capture, headSha256: "h")
            _ = try view.containers(of: 1)
            _ = try view.covered(by: capture, content: "c")
            _ = try view.original(of: capture, content: "c")
            _ = try view.decodePlace(of: capture)
            _ = try view.uncompared(limit: 1)
        }
        for index in ["captures_by_head", "captures_by_origin", "captures_by_content", "capture_contains_by_contained"]
        {
            #expect(plans.contains { $0.contains("INDEX \(index)") }, "\(plans)")
        }
        // Lists of numbers, and what a recursion has found so far.
        expectNoScan(plans, except: ["json_each", "SCAN inside", "SCAN around", "captures_uncompared"])
    }
}
