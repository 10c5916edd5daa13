import DurableIO
import FileFlow
import Foundation
import Jobs
import Ledger
public import Measures
import Model
public import Reconciliation
import Scheduling

/// Answers monitoring: metrics and health. Reads the ledger a few times a minute at the most, however often it is asked.
public actor Monitor {
    /// An answer is this old at the most.
    private static let freshness = Duration.seconds(2)

    let dependencies: Dependencies
    let scheduler: any ObservedScheduler
    let dispatcher: AlertDispatcher
    private var last: (at: ContinuousClock.Instant, families: [MetricFamily])?
    private var reading: Task<[MetricFamily], any Error>?
    /// Jobs whose last success the ledger has been asked for.
    private var recalled: Set<String> = []

    public init(dependencies: Dependencies, scheduler: any ObservedScheduler, dispatcher: AlertDispatcher) {
        self.dependencies = dependencies
        self.scheduler = scheduler
        self.dispatcher = dispatcher
    }

    /// All families; those that have nothing to tell are without samples.
    public func families() async throws -> [MetricFamily] {
        if let last, .now - last.at < Self.freshness { return last.families }
        if let reading { return try await reading.value }
        let task = Task { try await gather() }
        reading = task
        defer { reading = nil }
        let families = try await task.value
        last = (.now, families)
        return families
    }

    private func gather() async throws -> [MetricFamily] {
        let seen = await scheduler.observation
        try await recall(seen.jobs.jobs.map(\.name))
        var book = MetricRegistry()
        let now = Double(dependencies.now()) / 1e6
        process(&book, seen)
        work(&book, seen)
        await place(&book, seen)
        let levels = try await dependencies.ledger.read {
            try LedgerLevels(view: $0, servers: seen.configuration.servers)
        }
        levels.fill(&book, now: now)
        for alert in await dispatcher.raised {
            book.add(.alertActive, 1, ["alert": alert.alert, "subject": alert.subject])
        }
        for (alert, count) in await dispatcher.deliveries.sorted(by: { $0.key < $1.key }) {
            book.count(.alertMessages, count.sent, ["alert": alert, "result": "delivered"])
            book.count(.alertMessages, count.failed, ["alert": alert, "result": "failed"])
        }
        return book.all
    }

    /// What completed before this daemon started is in the ledger only; it is asked once for each job.
    private func recall(_ jobs: [String]) async throws {
        let unknown = jobs.filter { !recalled.contains($0) }
        guard !unknown.isEmpty else { return }
        let found = try await dependencies.ledger.read { view in
            try unknown.map { (name: $0, lastUs: try view.lastSuccessUs(job: $0)) }
        }
        for (name, lastUs) in found {
            if let lastUs { dependencies.meter.recall(job: name, lastSuccessUs: lastUs) }
            recalled.insert(name)
        }
    }

    private func process(_ book: inout MetricRegistry, _ seen: OrchestratorObservation) {
        book.add(.info, 1, ["version": EntradaVersion.text])
        book.add(.startTime, Double(seen.startedUs) / 1e6)
        book.add(.draining, seen.isDraining ? 1 : 0)
        let liveness = dependencies.liveness.reading
        book.count(.passes, liveness.passes)
        if let pass = liveness.lastPass { book.add(.lastPass, (.now - pass) / .seconds(1)) }
        book.add(.runsRunning, Double(seen.running))
        book.add(.workersRunning, Double(seen.workers))
        book.add(.workersLimit, Double(seen.configuration.limits.workers))
        for (job, us) in seen.fires.sorted(by: { $0.key < $1.key }) {
            book.add(.jobNextFire, Double(us) / 1e6, ["job": job])
        }
        for job in seen.jobs.jobs {
            book.add(.jobPaused, seen.pausedJobs.contains(job.name) ? 1 : 0, ["job": job.name])
        }
        book.add(.storageTrouble, seen.storageTrouble == nil ? 0 : 1)
        book.add(.clockDoubt, seen.clockDoubt == nil ? 0 : 1)
    }

    private func place(_ book: inout MetricRegistry, _ seen: OrchestratorObservation) async {
        // A figure that is not known is left out, and is a problem of its own (`Orchestrator.problems`).
        if let space = try? await dependencies.space() {
            book.add(.diskFree, Double(space.freeBytes))
            book.add(.diskTotal, Double(space.totalBytes))
        }
        book.count(.diskLowMark, seen.configuration.limits.diskLowMark)
        let ledger = dependencies.ledger.meter.reading
        book.add(.commitSeconds, ledger.seconds)
        book.count(.ledgerUnits, ledger.units)
        book.count(.ledgerFailures, ledger.failures)
        var status = stat()
        if stat(dependencies.root.absolute("ledger.sqlite"), &status) == 0 {
            book.count(.ledgerBytes, Int64(status.st_size))
        }
    }

    /// What runs have done; of jobs and servers that are configured.
    private func work(_ book: inout MetricRegistry, _ seen: OrchestratorObservation) {
        let counts = dependencies.meter.counts
        for name in seen.jobs.jobs.map(\.name).sorted() {
            let job = counts.jobs[name] ?? WorkCounts.Job()
            // Hundreds of jobs that rest are not worth dozens of lines each.
            if job.seconds.count > 0 { book.add(.runSeconds, job.seconds, ["job": name]) }
            if job.delays.count > 0 { book.add(.startDelay, job.delays, ["job": name]) }
            for (state, ends) in job.ends.sorted(by: { $0.key < $1.key }) {
                book.count(.attemptsEnded, ends, ["job": name, "state": state])
            }
            book.count(.runFailures, job.failures, ["job": name])
            book.count(.runRetries, job.retries, ["job": name])
            if let us = job.lastSuccessUs { book.add(.jobLastSuccess, Double(us) / 1e6, ["job": name]) }
        }
        for name in seen.configuration.servers.map(\.name) {
            let server = counts.servers[name] ?? WorkCounts.Server()
            book.count(.fetchedFiles, server.fetchedFiles, ["server": name])
            book.count(.fetchedBytes, server.fetchedBytes, ["server": name])
            book.add(.fetchSeconds, server.fetchSeconds, ["server": name])
            book.count(.decodedCaptures, server.decodedCaptures, ["server": name])
            book.count(.decodedBytes, server.decodedBytes, ["server": name])
            book.count(.packets, server.packets, ["server": name])
            book.count(.messages, server.messages, ["server": name])
            for table in ["dns", "icmp", "flows"] {
                book.count(.rows, server.rows[table] ?? 0, ["server": name, "table": table])
            }
        }
        for (reason, count) in counts.rejects.sorted(by: { $0.key < $1.key }) {
            book.count(.rejects, count, ["reason": reason])
        }
    }
}

extension Monitor {
    /// A pass is due every five seconds.
    private static let longestPass = Duration.seconds(60)

    /// Why it cannot take work now; answered without the orchestrator, which may be what hangs.
    public nonisolated var notReady: CheckProblem? {
        let liveness = dependencies.liveness.reading
        if let phase = liveness.phase { return CheckProblem(.starting, "the daemon is starting: \(phase)") }
        guard let pass = liveness.lastPass, .now - pass > Self.longestPass else { return nil }
        return CheckProblem(
            .scheduler, "the scheduler has not completed a pass for \(Int((.now - pass) / .seconds(1))) s")
    }

    /// All that is wrong, by the same rules as `status --check`; empty: it is well.
    public func problems() async throws -> [CheckProblem] {
        if let notReady { return [notReady] }
        let now = dependencies.now()
        let known = try await dependencies.ledger.read { try LedgerCheck($0, nowUs: now).problems }
        // That nobody can tell how much is free is among the live problems.
        let space = try? await dependencies.space()
        let disk = space.flatMap { CheckProblem.disk(freeBytes: $0.freeBytes, totalBytes: $0.totalBytes) }
        return try await liveProblems() + known + [disk].compactMap { $0 }
    }

    /// What only the running daemon knows to be wrong.
    public func liveProblems() async throws -> [CheckProblem] {
        let seen = await scheduler.observation
        var problems = await scheduler.problems
        if let notReady { problems.insert(notReady, at: 0) }
        let watched = seen.configuration.alerts.filter { $0.condition.kind == .noSuccess }
        if !watched.isEmpty {
            let facts = try await AlertFacts.gather(watched, dependencies: dependencies, seen)
            for alert in watched {
                for (job, detail) in facts.problems(alert.condition).sorted(by: { $0.key < $1.key }) {
                    problems.append(CheckProblem(.noSuccess, "\(job): \(detail)"))
                }
            }
        }
        return problems + (await dispatcher.alarms).map { CheckProblem(.alert, $0) }
    }
}
