import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// What an order means for a job that the clock fires: without days one run now, with days a run for each time at which
/// its schedule fires in them.
struct FiresOfDays: Sendable {
    let context: PlanContext
    let subjects: [RunSubject]

    func plan(_ order: RunOrder) async throws -> [NewRun] {
        let wanted = subjects.filter { order.server == nil || $0.server == order.server || $0 == .whole }
        if let range = order.range { return try await plan(range, order.selection, wanted) }
        if order.selection != .failed { return wanted.map { context.run($0) } }
        let failed = try await context.failedSubjects()
        return wanted.filter(failed.contains).map { context.run($0) }
    }

    private func plan(
        _ range: Range<Int64>, _ selection: RunOrder.Selection, _ subjects: [RunSubject]
    ) async throws -> [NewRun] {
        let (dependencies, job) = (context.dependencies, context.job)
        let timetable = job.timetable(context.configuration.calendars)
        guard timetable.nextFire(after: Date(timeIntervalSince1970: 0)) != nil else {
            throw LedgerError.conflict("\(job.name) has no schedule: there is nothing to catch up on in these days")
        }
        let fires = timetable.fires(
            after: Date(timeIntervalSince1970: Double(range.lowerBound) / 1e6 - 1e-3),
            through: Date(timeIntervalSince1970: Double(min(range.upperBound, dependencies.now()) - 1) / 1e6),
            limit: OrderPlan.maximumCount + 1
        ).map { Int64(($0.timeIntervalSince1970 * 1e6).rounded()) }
        let known = try await dependencies.ledger.read {
            try $0.runs(job: job.name, nominalFromUs: range.lowerBound, toUs: range.upperBound)
        }
        // The latest run of a time tells how it stands.
        let latest = Dictionary(known.map { ("\($0.nominalUs) \($0.subject)", $0.state) }) { $1 }
        return fires.flatMap { nominalUs in
            subjects.compactMap { subject -> NewRun? in
                let state = latest["\(nominalUs) \(subject)"]
                let isWanted =
                    switch selection {
                    case .missing: state == nil || state == .cancelled
                    case .failed: state == .discarded
                    case .all: state?.isFinal ?? true
                    }
                return isWanted ? context.run(subject, nominalUs: nominalUs) : nil
            }
        }
    }
}
