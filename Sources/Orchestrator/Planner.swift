import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// What is left to do for one job, as runs to be created. Pure but for its reads: asking twice changes nothing.
struct Planner: Sendable {
    let site: Site
    let configuration: Configuration
    let job: JobDefinition
    /// An operator asked: partitions need not be closed.
    var isForced = false

    func plan() async throws -> [NewRun] {
        switch job.kind {
        case .stage: try await planStage()
        case .decode: try await planDecode()
        case .compact: try await planCompact()
        case .purge: try await planPurge()
        case .fetch, .expire, .refresh, .backup, .verify, .reconcile, .command, .collect, .export: []
        }
    }

    private func run(_ subject: RunSubject, cause: RunCause) -> NewRun {
        let now = site.now()
        return NewRun(
            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause, priority: Int64(job.priority),
            nominalUs: now, dueUs: now)
    }

    /// Whether so much time is over. What began in the future began before the clock was set back.
    static func isOver(_ wait: Int64, since begin: Int64, _ now: Int64) -> Bool { begin > now || begin + wait <= now }

    /// One run if anything in `captures/` waits to be adopted.
    private func planStage() async throws -> [NewRun] {
        let name = job.name
        let now = site.now()
        let (fetched, busy, seq) = try await site.ledger.read { view in
            // One that could not be adopted has a time of its own.
            let resting = try view.restingCaptures(nowUs: now)
            let waiting = try view.chain(state: .fetched, limit: resting.count + 1).filter { !resting.contains($0.id) }
            return (
                waiting.count + (try view.uncompared(limit: 1).count), try view.hasOpenRun(job: name, subject: .whole),
                try view.events(limit: 1).last?.seq ?? 0
            )
        }
        if busy { return [] }
        if fetched == 0 {
            let stage = StageRun.parameters(of: job)
            let pushed = try await PushedFiles(site: site, servers: configuration.servers.map(\.name)).stable(
                quiet: stage.quiet)
            if pushed.isEmpty { return [] }
        }
        return [run(.whole, cause: .generation(seq))]
    }

    /// The next capture of each server's chain, or a state that nobody will continue.
    private func planDecode() async throws -> [NewRun] {
        let now = site.now()
        let parameters = DecodeRun.parameters(of: job)
        let (orderWait, flushAfter) = (parameters.orderWait.wholeMicroseconds, parameters.flushAfter.wholeMicroseconds)
        let name = job.name
        let known = Set(configuration.servers.map(\.name))
        let isForced = isForced
        return try await site.ledger.read { view in
            let open = try view.openDecodes(job: name)
            var taken = Set(open.map(\.subject))
            // A run that goes on, or flushes, holds up its server; one that may start holds up what comes behind it.
            let startable = Set(open.filter { [.available, .interrupted].contains($0.state) }.map(\.subject))
            let holding = open.filter {
                $0.state == .running || $0.state != .retryable && $0.subject.capture == nil
            }
            var busy = Set(holding.compactMap(\.server))
            var plans: [NewRun] = []
            // An operator's order takes all that is there; they run one after another all the same.
            for server in known.sorted() where isForced || !busy.contains(server) {
                var step = isForced ? 10_000 : 64
                while true {
                    let waiting = try view.chain(state: .incoming, server: server, limit: step)
                    for capture in waiting {
                        if !isForced, busy.contains(server) { break }
                        let subject = RunSubject.capture(capture.id)
                        if startable.contains(subject) { busy.insert(server) }
                        if taken.contains(subject) { continue }
                        if try !view.openIntents(capture: capture.id).isEmpty { continue }
                        if !isForced,
                            try view.predecessorToWaitFor(capture, orderWaitUs: orderWait, nowUs: now) != nil
                        {
                            continue
                        }
                        if try view.run(job: name, subject: subject, cause: .generation(capture.generation)) != nil {
                            continue
                        }
                        taken.insert(subject)
                        busy.insert(server)
                        plans.append(run(subject, cause: .generation(capture.generation)))
                    }
                    // None of the first ones may be decoded: those behind them may.
                    if isForced || busy.contains(server) || waiting.count < step || step >= 10_000 { break }
                    step = 10_000
                }
            }
            for server in known where !busy.contains(server) {
                guard let state = try view.openState(server: server),
                    Self.isOver(flushAfter, since: state.createdUs, now),
                    try view.chain(state: .incoming, server: server, limit: 1).isEmpty
                else { continue }
                plans.append(run(.state(server: server, id: state.id), cause: .generation(state.id)))
            }
            return plans
        }
    }

    /// Closed days that have enough in staging.
    private func planCompact() async throws -> [NewRun] {
        guard case .compact(let parameters) = job.parameters else { return [] }
        let now = site.now()
        let wait = parameters.closedAfter.wholeMicroseconds
        let (name, isForced) = (job.name, isForced)
        return try await site.ledger.read { view in
            var plans: [NewRun] = []
            for partition in try view.stagedPartitions() where parameters.tables.contains(partition.tableName) {
                let subject = partition.subject
                // A merge that waits is overtaken: afterwards there is nothing left for it.
                let isPlanned = try view.runs(job: name, subject: subject, limit: 50).contains {
                    !$0.state.isFinal && !MergePlanner.isMerge($0)
                }
                if isPlanned { continue }
                if !isForced {
                    guard let end = Day(partition.day)?.endUs, end + wait <= now,
                        Self.isOver(wait, since: partition.changedUs, now)
                    else { continue }
                    if try view.hasOpenCapture(untilUs: end), end + 86_400_000_000 > now { continue }
                    let isRewrite = partition.generation > 0
                    if isRewrite && partition.masks == 0 && partition.stagedFiles <= 8
                        && partition.stagedRows * 10 <= partition.rows
                    {
                        continue
                    }
                }
                plans.append(run(subject, cause: .generation(partition.revision)))
            }
            return plans
        }
    }

    /// Days older than the privacy limit that still carry addresses.
    private func planPurge() async throws -> [NewRun] {
        guard let days = configuration.privacy.purgeAfterDays, case .purge(let parameters) = job.parameters else {
            return []
        }
        // What is taken away does not come back: not by a clock that is in doubt.
        if try await site.ledger.read({ try $0.clockDoubt() }) != nil { return [] }
        let limit = Day(microseconds: site.now() - Int64(days) * 86_400_000_000).description
        let name = job.name
        return try await site.ledger.read { view in
            try view.unpurgedPartitions(beforeDay: limit).filter { parameters.tables.contains($0.tableName) }.compactMap
            { partition in
                let subject = partition.subject
                return try view.hasOpenRun(job: name, subject: subject)
                    ? nil : run(subject, cause: .generation(partition.revision))
            }
        }
    }
}
