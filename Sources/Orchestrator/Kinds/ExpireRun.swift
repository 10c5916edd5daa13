import FileFlow
import Foundation
import Jobs
import Ledger

/// Retention: old captures leave the archive, old days the warehouse, retired files and the trash the disk.
struct ExpireRun: Sendable {
    let context: RunContext

    func execute() async throws {
        let (site, policy) = (context.site, context.configuration.retention)
        let now = site.now()
        try await refuseDoubtfulClock(now)
        try await site.ledger.write { tx in try tx.releaseExpiredLeases(isAlive: ProcessIdentity.isAlive) }
        let captures = try await expireCaptures(now)
        let days = try await expireDays(policy, now)
        let files = try await removeRetired(now)
        let states = try await removeStates(now)
        let trashed = try await site.flow.emptyTrash(olderThanUs: now - Int64(policy.trashDays) * 86_400_000_000)
        let logs = try await site.flow.removeRunLogs(olderThanUs: now - Int64(policy.runLogDays) * 86_400_000_000)
        let end = context.completed(
            #"{"captures":\#(captures),"days":\#(days),"files":\#(files),"states":\#(states),"trash":\#(trashed),"logs":\#(logs)}"#
        )
        try await site.ledger.write { tx in try tx.finish(end) }
    }

    /// I13: nothing is deleted while the clock is in doubt.
    private func refuseDoubtfulClock(_ now: Int64) async throws {
        guard let newest = try await context.site.ledger.read({ try $0.newestEventUs() }) else { return }
        if now < newest - 3_600_000_000 {
            throw RunFailure(
                "the clock is more than an hour behind the newest event of the ledger; nothing is deleted until it is right again. "
                    + "Check the machine's time (timedatectl)", isPermanent: true)
        }
    }

    private func expireCaptures(_ now: Int64) async throws -> Int {
        let (site, configuration, run) = (context.site, context.configuration, context.run.id)
        var expired = 0
        for server in configuration.servers {
            guard let days = configuration.archiveDays(of: server) else { continue }
            let limit = now - Int64(days) * 86_400_000_000
            let name = server.name
            let (old, total) = try await site.ledger.read { view in
                (
                    try view.archived(beforeUs: limit).filter { $0.server == name },
                    try view.backlog().first { $0.server == name && $0.state == .archived }?.captures ?? 0
                )
            }
            if old.count > 20, Int64(old.count) * 10 > total, context.run.requestedBy == nil {
                throw RunFailure(
                    "\(old.count) of \(total) archived captures of \(name) would be deleted at once, more than 10 %. "
                        + "If that is meant: entradactl run \(context.job.name) --reason …", isPermanent: true)
            }
            for capture in old {
                try await site.ledger.write { tx in
                    try tx.expire(capture: capture.id, why: "archived for \(days) days", run: run)
                }
                expired += 1
            }
        }
        _ = try await site.flow.applyIntents()
        return expired
    }

    private func expireDays(_ policy: RetentionPolicy, _ now: Int64) async throws -> Int {
        guard let days = policy.warehouseDays else { return 0 }
        let site = context.site
        let limit = UTCDay(containing: now - Int64(days) * 86_400_000_000).description
        let (old, rows) = try await site.ledger.read { view in
            (try view.liveFiles(beforeDay: limit), try view.tableTotals().reduce(0) { $0 + $1.rows })
        }
        let oldRows = old.reduce(0) { $0 + $1.rows }
        if oldRows * 10 > rows, context.run.requestedBy == nil, !old.isEmpty {
            throw RunFailure(
                "\(oldRows) of \(rows) live rows are older than \(days) days and would be deleted at once, more than 10 %. "
                    + "If that is meant: entradactl run \(context.job.name) --reason …", isPermanent: true)
        }
        try await site.ledger.write { tx in for file in old { try tx.retire(file: file.id) } }
        return Set(old.map(\.day)).count
    }

    /// Retired Parquet files that no lease names, after a grace for readers that opened them without one.
    private func removeRetired(_ now: Int64) async throws -> Int {
        let site = context.site
        let files = try await site.ledger.read { try $0.removableFiles(retiredBeforeUs: now - 600_000_000) }
        for file in files {
            try await site.flow.remove(file.path)
            try await site.ledger.write { tx in try tx.removed(file: file.id) }
        }
        return files.count
    }

    private func removeStates(_ now: Int64) async throws -> Int {
        let site = context.site
        var removed = 0
        for status in ["consumed", "flushed"] {
            for state in try await site.ledger.read({
                try $0.states(status: status, olderThanUs: now - 7 * 86_400_000_000)
            }) {
                try await site.flow.remove(state.path)
                try await site.ledger.write { tx in try tx.removed(state: state.id) }
                removed += 1
            }
        }
        return removed
    }
}
