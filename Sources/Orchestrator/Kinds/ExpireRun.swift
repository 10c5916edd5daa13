import Failpoints
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
        try await context.refuseDoubtfulClock()
        try await site.ledger.write { tx in try tx.releaseExpiredLeases(isAlive: ProcessIdentity.isAlive) }
        let reserve = DiskReserve(root: site.root, limits: context.configuration.limits)
        // The ledger needs room to write down that there will be more of it.
        reserve.giveUpIfFull()
        let captures = try await expireCaptures(now) + shrinkArchive(policy, now)
        let days = try await expireDays(policy, now)
        let files = try await removeRetired(now)
        let states = try await removeStates(now)
        let trashed = try await site.flow.emptyTrash(olderThanUs: now - Int64(policy.trashDays) * 86_400_000_000)
        let logs = try await site.flow.removeRunLogs(olderThanUs: now - Int64(policy.runLogDays) * 86_400_000_000)
        let details = try await site.ledger.prune(beforeUs: now - Int64(policy.ledgerDetailDays) * 86_400_000_000)
        reserve.setAside()
        try site.failpoints.hit(.expireBeforeFinish)
        let end = context.completed(
            #"{"captures":\#(captures),"days":\#(days),"files":\#(files),"states":\#(states),"trash":\#(trashed),"logs":\#(logs),"#
                + #""events":\#(details.events),"runs":\#(details.runs),"details":\#(details.rows)}"#)
        try await site.ledger.write { tx in try tx.finish(end) }
    }

    private func expireCaptures(_ now: Int64) async throws -> Int {
        let (site, configuration) = (context.site, context.configuration)
        var expired = 0
        for server in configuration.servers {
            guard let days = configuration.archiveDays(of: server) else { continue }
            let (name, limit) = (server.name, now - Int64(days) * 86_400_000_000)
            let (old, total) = try await site.ledger.read { view in
                (
                    try view.archivedCount(server: name, beforeUs: limit),
                    try view.backlog().first { $0.server == name && $0.state == .archived }?.captures ?? 0
                )
            }
            if old > 20 { try refuseMuch(old, of: total, "archived captures of \(name)") }
            while true {
                let batch = try await site.ledger.read { try $0.archived(server: name, beforeUs: limit) }
                if batch.isEmpty { break }
                try await expire(batch, why: "archived for \(days) days")
                expired += batch.count
            }
        }
        return expired
    }

    /// Above the size that the archive may have, the oldest captures go first.
    private func shrinkArchive(_ policy: RetentionPolicy, _ now: Int64) async throws -> Int {
        guard let limit = policy.archiveSize else { return 0 }
        var expired = 0
        let total = try await archiveBytes()
        if total > limit { try refuseMuch(total - limit, of: total, "bytes of the archive") }
        while case let surplus = try await archiveBytes() - limit, surplus > 0 {
            var freed: Int64 = 0
            let batch = try await context.site.ledger.read { try $0.archived(beforeUs: now) }.prefix { capture in
                defer { freed += capture.sizeBytes }
                return freed < surplus
            }
            if batch.isEmpty { break }
            try await expire(Array(batch), why: "the archive is larger than \(limit) bytes")
            expired += batch.count
        }
        return expired
    }

    private func archiveBytes() async throws -> Int64 {
        try await context.site.ledger.read { view in
            try view.backlog().filter { $0.state == .archived }.reduce(0) { $0 + $1.bytes }
        }
    }

    private func expire(_ captures: [CaptureRecord], why: String) async throws {
        let run = context.run.id
        for capture in captures {
            try await context.site.ledger.write { tx in try tx.expire(capture: capture.id, why: why, run: run) }
        }
        try context.site.failpoints.hit(.expireAfterDecide)
        _ = try await context.site.flow.applyIntents()
        try context.site.failpoints.hit(.expireAfterApply)
    }

    /// I13: what would take more than a tenth at once stops and asks.
    private func refuseMuch(_ part: Int64, of total: Int64, _ what: String) throws {
        guard part * 10 > total, context.run.requestedBy == nil else { return }
        throw RunFailure(
            "\(part) of \(total) \(what) would be deleted at once, more than 10 %. "
                + "If that is meant: entradactl run \(context.job.name) --reason …", isPermanent: true)
    }

    private func expireDays(_ policy: RetentionPolicy, _ now: Int64) async throws -> Int {
        func day(_ days: Int) -> String { UTCDay(containing: now - Int64(days) * 86_400_000_000).description }
        let (live, totals) = try await context.site.ledger.read { view in
            (try view.liveFiles(beforeDay: "9999", limit: 1_000_000), try view.tableTotals())
        }
        var going: [Int64: DataFileRecord] = [:]
        for file in live {
            for days in [policy.warehouseDays, file.area == "staging" ? policy.stagingDays : nil].compactMap(\.self)
            where file.day < day(days) {
                // Packets of long ago that came yesterday are a day old: a clock was wrong somewhere.
                let loaded = try await context.site.ledger.read { try $0.lastLoadedUs(file: file.id) }
                if (loaded ?? file.createdUs) < now - Int64(days) * 86_400_000_000 { going[file.id] = file }
            }
        }
        if let limit = policy.warehouseSize {
            var surplus =
                totals.filter { $0.area == "warehouse" }.reduce(0) { $0 + $1.bytes } - limit
                - going.values.filter { $0.area == "warehouse" }.reduce(0) { $0 + $1.bytes }
            // Whole days, the oldest first, so that what is left is complete.
            var last: String?
            for file in live
            where file.area == "warehouse" && going[file.id] == nil && (surplus > 0 || file.day == last) {
                going[file.id] = file
                surplus -= file.bytes
                last = file.day
            }
        }
        if going.isEmpty { return 0 }
        try refuseMuch(
            going.values.reduce(0) { $0 + $1.rows }, of: totals.reduce(0) { $0 + $1.rows }, "live rows")
        let ids = going.keys.sorted()
        try await context.site.ledger.write { tx in for id in ids { try tx.retire(file: id) } }
        return Set(going.values.map(\.day)).count
    }

    /// Retired Parquet files that no lease names, after a grace for readers that opened them without one.
    private func removeRetired(_ now: Int64) async throws -> Int {
        let site = context.site
        let files = try await site.ledger.read { try $0.removableFiles(retiredBeforeUs: now - 600_000_000) }
        for file in files {
            try await site.flow.remove(file.path)
            try site.failpoints.hit(.expireAfterFile)
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
                try site.failpoints.hit(.expireAfterState)
                try await site.ledger.write { tx in try tx.removed(state: state.id) }
                removed += 1
            }
        }
        return removed
    }
}
