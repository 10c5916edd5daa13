import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// What an operator's order means: which days, which server, what is missing, failed, or all.
extension Orchestrator {
    func plan(for order: RunOrder, job: JobDefinition) async throws -> OrderPlan {
        try order.checkDays()
        try await requireServer(order.server)
        if let subject = order.subject { return OrderPlan(runs: [run(job, subject)]) }
        var plan = OrderPlan()
        switch job.kind {
        case .decode: plan = try await decodePlan(order, job)
        case .fetch: plan.runs = try await fetchPlan(order, job)
        case .compact, .purge: plan.runs = try await rewritePlan(order, job)
        case .stage, .expire, .refresh, .backup, .verify, .reconcile, .command, .collect, .export:
            plan.runs = try await plainPlan(order, job)
        }
        guard plan.count <= OrderPlan.maximumCount else {
            throw LedgerError.conflict(
                "this means \(plan.count) runs, and one order may mean \(OrderPlan.maximumCount); "
                    + "narrow it with --from, --to, --server")
        }
        return plan
    }

    private func run(_ job: JobDefinition, _ subject: RunSubject, nominalUs: Int64? = nil) -> NewRun {
        let now = site.now()
        return NewRun(
            job: job.name, kind: job.kind.rawValue, subject: subject, cause: .other(""), priority: Int64(job.priority),
            nominalUs: nominalUs ?? now, dueUs: now)
    }

    /// Captures count by their first packet, or by their file's time while that is not known.
    private func decodePlan(_ order: RunOrder, _ job: JobDefinition) async throws -> OrderPlan {
        let range = order.range
        var plan = OrderPlan()
        if order.selection != .failed {
            let planned = try await Planner(site: site, configuration: configuration, job: job, isForced: true).plan()
            let server = order.server
            plan.runs = try await site.ledger.read { view in
                try planned.filter { run in
                    if case .state(let name, _) = run.subject {
                        return range == nil && (server == nil || name == server)
                    }
                    guard let capture = try run.subject.capture.flatMap({ try view.capture($0) }) else {
                        return true
                    }
                    let isWanted = range?.contains(capture.firstPacketUs ?? capture.modifiedUs) ?? true
                    return isWanted && (server == nil || capture.server == server)
                }
            }
        }
        let states: [CaptureState] =
            switch order.selection {
            case .missing: []
            case .failed: [.quarantined]
            case .all: [.quarantined, .loaded, .archived]
            }
        if states.isEmpty { return plan }
        let server = order.server
        let found = try await site.ledger.read {
            try $0.captures(
                states: states, server: server, fromUs: range?.lowerBound, toUs: range?.upperBound,
                limit: OrderPlan.maximumCount + 1)
        }
        // What somebody has acknowledged is not among what has failed.
        plan.again = order.selection == .failed ? found.filter { $0.overUs == nil } : found
        return plan
    }

    private func fetchPlan(_ order: RunOrder, _ job: JobDefinition) async throws -> [NewRun] {
        guard order.selection != .all, order.range == nil else {
            throw LedgerError.conflict(
                "what has been fetched is not fetched again, and a name server is asked for all that is new; "
                    + "to decode captures again: entradactl run decode --only all --from …")
        }
        let servers = configuration.servers.filter {
            $0.isEnabled && $0.source != .pushed && (order.server == nil || $0.name == order.server)
        }.map(\.name)
        if order.selection == .missing { return servers.map { run(job, .server($0)) } }
        let name = job.name
        let failed = try await site.ledger.read { try $0.openFailures(job: name, limit: 10_000).list.map(\.subject) }
        return servers.map(RunSubject.server).filter(failed.contains).map { run(job, $0) }
    }

    private func rewritePlan(_ order: RunOrder, _ job: JobDefinition) async throws -> [NewRun] {
        let name = job.name
        var subjects: [RunSubject]
        switch order.selection {
        case .missing:
            subjects = try await Planner(site: site, configuration: configuration, job: job, isForced: true).plan()
                .map(\.subject)
        case .failed:
            subjects = try await site.ledger.read { try $0.openFailures(job: name, limit: 10_000).list.map(\.subject) }
        case .all:
            subjects = try await site.ledger.read { try $0.livePartitions().map(\.subject) }
        }
        let wanted = subjects.filter(order.matches)
        let free = try await site.ledger.read { view in
            try wanted.filter { try !view.hasOpenRun(job: name, subject: $0) }
        }
        return free.map { run(job, $0) }
    }

    /// With days: a run for each time at which the schedule fires in them. Without: one now.
    private func plainPlan(_ order: RunOrder, _ job: JobDefinition) async throws -> [NewRun] {
        let subjects = subjects(of: job).filter { order.server == nil || $0.server == order.server || $0 == .whole }
        let name = job.name
        guard let range = order.range else {
            if order.selection != .failed { return subjects.map { run(job, $0) } }
            let failed = try await site.ledger.read {
                try $0.openFailures(job: name, limit: 10_000).list.map(\.subject)
            }
            return subjects.filter(failed.contains).map { run(job, $0) }
        }
        let timetable = job.timetable(configuration.calendars)
        guard timetable.nextFire(after: Date(timeIntervalSince1970: 0)) != nil else {
            throw LedgerError.conflict("\(name) has no schedule: there is nothing to catch up on in these days")
        }
        let fires = timetable.fires(
            after: Date(timeIntervalSince1970: Double(range.lowerBound) / 1e6 - 1e-3),
            through: Date(timeIntervalSince1970: Double(min(range.upperBound, site.now()) - 1) / 1e6),
            limit: OrderPlan.maximumCount + 1
        ).map { Int64(($0.timeIntervalSince1970 * 1e6).rounded()) }
        let known = try await site.ledger.read {
            try $0.runs(job: name, nominalFromUs: range.lowerBound, toUs: range.upperBound)
        }
        // The latest run of a time tells how it stands.
        let latest = Dictionary(known.map { ("\($0.nominalUs) \($0.subject)", $0.state) }) { $1 }
        return fires.flatMap { nominalUs in
            subjects.compactMap { subject -> NewRun? in
                let state = latest["\(nominalUs) \(subject)"]
                let isWanted =
                    switch order.selection {
                    case .missing: state == nil || state == .cancelled
                    case .failed: state == .discarded
                    case .all: state?.isFinal ?? true
                    }
                return isWanted ? run(job, subject, nominalUs: nominalUs) : nil
            }
        }
    }

    /// Brings captures back to `incoming/` and makes a run for each, some at a time; gives the runs. What has changed
    /// since it was looked at is left out. A repeated order gives the same runs.
    func decodeAgain(_ captures: [CaptureRecord], _ order: RunOrder, job: JobDefinition) async throws -> [Int64] {
        var runs: [Int64] = []
        var rest = captures[...]
        let now = site.now()
        while !rest.isEmpty {
            let step = rest.prefix(Self.backfillStep).map(\.id)
            rest = rest.dropFirst(Self.backfillStep)
            runs += try await site.ledger.write { tx in
                try step.compactMap { id in
                    let (subject, cause) = (RunSubject.capture(id), RunCause.request(id: order.id, part: id))
                    if let made = try tx.view.run(job: job.name, subject: subject, cause: cause) { return made }
                    let state = try tx.view.requireCapture(id).state
                    guard [.quarantined, .loaded, .archived].contains(state) else { return nil }
                    try tx.reprocess(capture: id, who: order.who, why: order.reason)
                    // What comes in now is not to wait for what is done again.
                    return try tx.createRun(
                        NewRun(
                            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause,
                            priority: Int64(job.priority) - 1, nominalUs: now, dueUs: now, requestedBy: order.who,
                            reason: order.reason)
                    ).id
                }
            }
            _ = try await site.flow.applyIntents()
            nudge([job.name])
        }
        return runs
    }

    private static let backfillStep = 500
}
