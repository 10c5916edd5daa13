import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger

/// Retention: old captures leave the archive, old days the warehouse, retired files and the trash the disk.
struct ExpireRun: Sendable {
    private struct Counts {
        var captures = 0
        var days: Set<String> = []
        var files = 0
        var states = 0
        var trash = 0
        var logs = 0
    }

    let context: RunContext

    func execute() async throws {
        let (dependencies, policy) = (context.dependencies, context.configuration.retention)
        try await context.refuseDoubtfulClock()
        try await dependencies.ledger.write { tx in try tx.releaseExpiredLeases(isAlive: ProcessIdentity.isAlive) }
        let reserve = DiskReserve(root: dependencies.root, limits: context.configuration.limits)
        // The ledger needs room to write down that there will be more of it.
        reserve.giveUpIfFull()
        let planner = ExpirePlanner(
            dependencies: dependencies, configuration: context.configuration, job: context.job.name)
        var (counts, refused): (Counts, [String]) = (Counts(), [])
        for group in try await planner.plan().groups {
            if let refusal = group.refusal, context.run.requestedBy == nil {
                refused.append(refusal)
                continue
            }
            for (rule, removals) in Dictionary(grouping: group.removals, by: \.rule).sorted(by: {
                $0.key.rawValue < $1.key.rawValue
            }) {
                try Task.checkCancellation()
                try await apply(rule, removals, &counts)
            }
        }
        let details = try await dependencies.ledger.prune(
            beforeUs: planner.nowUs - Int64(policy.ledgerDetailDays) * 86_400_000_000)
        reserve.setAside()
        if let first = refused.first {
            let more = refused.count > 1 ? " (and \(refused.count - 1) more)" : ""
            throw RunFailure(
                first + more + ". To delete them anyway: entradactl run \(context.job.name) --reason …",
                isPermanent: true)
        }
        try dependencies.failpoints.hit(.expireBeforeFinish)
        let end = context.completed(
            #"{"captures":\#(counts.captures),"days":\#(counts.days.count),"files":\#(counts.files),"#
                + #""states":\#(counts.states),"trash":\#(counts.trash),"logs":\#(counts.logs),"#
                + #""events":\#(details.events),"runs":\#(details.runs),"details":\#(details.rows)}"#)
        try await dependencies.ledger.write { tx in try tx.finish(end) }
    }

    private func apply(_ rule: ExpirePlan.Rule, _ removals: [ExpirePlan.Removal], _ counts: inout Counts) async throws {
        switch rule {
        case .archiveDays, .archiveSize: counts.captures += try await expire(removals, from: .archived)
        case .quarantineDays: counts.captures += try await expire(removals, from: .quarantined)
        case .warehouseDays, .warehouseSize, .stagingDays:
            try await context.dependencies.ledger.write { tx in
                for removal in removals where try tx.view.requireDataFile(removal.row).live {
                    try tx.retire(file: removal.row)
                }
            }
            counts.days.formUnion(removals.map(\.day))
        case .replacedFiles:
            for removal in removals {
                try await context.dependencies.flow.remove(removal.what)
                try context.dependencies.failpoints.hit(.expireAfterFile)
                try await context.dependencies.ledger.write { tx in try tx.removed(file: removal.row) }
            }
            counts.files += removals.count
        case .usedStates:
            for removal in removals {
                try await context.dependencies.flow.remove(removal.what)
                try context.dependencies.failpoints.hit(.expireAfterState)
                try await context.dependencies.ledger.write { tx in try tx.removed(state: removal.row) }
            }
            counts.states += removals.count
        case .trashDays:
            try await context.dependencies.flow.removeOld(removals.map(\.what))
            counts.trash += removals.count
        case .runLogDays:
            try await context.dependencies.flow.removeOld(removals.map(\.what))
            counts.logs += removals.count
        case .ledgerDetailDays: break
        }
    }

    /// Those that somebody has brought back meanwhile stay.
    private func expire(_ removals: [ExpirePlan.Removal], from state: CaptureState) async throws -> Int {
        let (dependencies, run) = (context.dependencies, context.run.id)
        var (expired, rest) = (0, removals[...])
        while !rest.isEmpty {
            for removal in rest.prefix(1000) {
                let isDone = try await dependencies.ledger.write { tx in
                    guard try tx.view.requireCapture(removal.row).state == state else { return false }
                    try tx.expire(capture: removal.row, why: removal.why, run: run)
                    return true
                }
                if isDone { expired += 1 }
            }
            try dependencies.failpoints.hit(.expireAfterDecide)
            _ = try await dependencies.flow.applyIntents()
            try dependencies.failpoints.hit(.expireAfterApply)
            rest = rest.dropFirst(1000)
        }
        return expired
    }
}
