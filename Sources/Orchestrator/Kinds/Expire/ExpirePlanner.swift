import FileFlow
import Jobs
import Ledger
import Model

/// Finds what retention removes now. Asking twice changes nothing.
struct ExpirePlanner: Sendable {
    /// So much goes by one rule in one run; the next one goes on.
    static let maximumCount = 100_000
    private static let dayUs: Int64 = 86_400_000_000
    /// A night's run and what may delay it.
    private static let longestCourseUs = dayUs * 3 / 2

    let dependencies: Dependencies
    let configuration: Configuration
    private let job: String
    let nowUs: Int64
    /// What has become due since then is in the ordinary course of things: retention ran then and left what was not due,
    /// and a site that keeps three days loses a third of its archive each night. What was due before is there because a
    /// setting or the clock has changed, or because nothing ran for long.
    private var courseUs: Int64

    /// - Parameter job: of kind `expire`, whose runs count.
    init(dependencies: Dependencies, configuration: Configuration, job: String) {
        self.dependencies = dependencies
        self.job = job
        self.configuration = configuration
        nowUs = dependencies.now()
        courseUs = nowUs
    }

    private var policy: RetentionPolicy { configuration.retention }

    private func limit(_ days: Int) -> Int64 { nowUs - Int64(days) * Self.dayUs }
    /// What is older was due already when the ordinary course began.
    private func overdueLimit(_ days: Int) -> Int64 { courseUs - Int64(days) * Self.dayUs }

    /// In the order in which a run does it.
    func plan() async throws -> ExpirePlan {
        var planner = self
        planner.courseUs = try await beginOfCourse()
        return try await planner.groups()
    }

    private func beginOfCourse() async throws -> Int64 {
        let job = job
        let last = try await dependencies.ledger.read { try $0.lastSuccessUs(job: job) }
        return min(nowUs, max(last ?? nowUs, nowUs - Self.longestCourseUs))
    }

    private func groups() async throws -> ExpirePlan {
        var plan = ExpirePlan()
        plan.groups += try await oldCaptures()
        plan.groups += try await surplusCaptures(besides: plan.removals)
        plan.groups.append(ExpirePlan.Group(removals: try await oldQuarantine()))
        plan.groups.append(try await oldDays())
        plan.groups.append(ExpirePlan.Group(removals: try await replacedFiles() + usedStates()))
        plan.groups.append(ExpirePlan.Group(removals: try await oldFiles("trash", .trashDays, policy.trashDays)))
        plan.groups.append(ExpirePlan.Group(removals: try await oldFiles("log/runs", .runLogDays, policy.runLogDays)))
        plan.groups.append(ExpirePlan.Group(removals: try await oldDetails()))
        return plan
    }

    private static func removal(_ rule: ExpirePlan.Rule, _ place: CapturePlace, _ why: String) -> ExpirePlan.Removal {
        ExpirePlan.Removal(rule: rule, what: place.path, bytes: place.sizeBytes, row: place.id, why: why)
    }

    private func oldCaptures() async throws -> [ExpirePlan.Group] {
        var groups: [ExpirePlan.Group] = []
        for server in configuration.servers {
            guard let days = configuration.archiveDays(of: server) else { continue }
            let (name, before, overdue) = (server.name, limit(days), overdueLimit(days))
            let (places, old, total) = try await dependencies.ledger.read { view in
                (
                    try view.archived(server: name, beforeUs: before, limit: Self.maximumCount),
                    try view.archivedCount(server: name, beforeUs: overdue),
                    try view.backlog().first { $0.server == name && $0.state == .archived }?.captures ?? 0
                )
            }
            if places.isEmpty { continue }
            groups.append(
                ExpirePlan.Group(
                    removals: places.map { Self.removal(.archiveDays, $0, "archived for \(days) days") },
                    refusal: old > 20 ? refusal(old, of: total, "archived captures of \(name)") : nil))
        }
        return groups
    }

    /// Above the size that the archive may have, the oldest captures go first.
    private func surplusCaptures(besides going: [ExpirePlan.Removal]) async throws -> [ExpirePlan.Group] {
        guard let limit = policy.archiveSize else { return [] }
        let courseUs = courseUs
        let (total, new) = try await dependencies.ledger.read { view in
            (
                try view.backlog().filter { $0.state == .archived }.reduce(0) { $0 + $1.bytes },
                try view.archivedBytes(sinceUs: courseUs)
            )
        }
        var surplus = total - limit - going.reduce(0) { $0 + $1.bytes }
        guard surplus > 0 else { return [] }
        let (nowUs, gone) = (nowUs, Set(going.map(\.row)))
        let count = Self.maximumCount + gone.count
        let places = try await dependencies.ledger.read { try $0.archived(beforeUs: nowUs, limit: count) }
        let refusal = refusal(surplus - new, of: total, "bytes of the archive")
        var removals: [ExpirePlan.Removal] = []
        for place in places where surplus > 0 && !gone.contains(place.id) {
            removals.append(Self.removal(.archiveSize, place, "the archive is larger than \(limit) bytes"))
            surplus -= place.sizeBytes
        }
        return [ExpirePlan.Group(removals: removals, refusal: refusal)]
    }

    private func oldQuarantine() async throws -> [ExpirePlan.Removal] {
        guard let days = policy.quarantineDays else { return [] }
        let before = limit(days)
        return try await dependencies.ledger.read { try $0.quarantined(beforeUs: before, limit: Self.maximumCount) }.map
        {
            Self.removal(.quarantineDays, $0, "in quarantine for \(days) days")
        }
    }

    private func oldDays() async throws -> ExpirePlan.Group {
        func day(_ timeUs: Int64) -> String { Day(microseconds: timeUs).description }
        let (live, totals) = try await dependencies.ledger.read { view in
            (try view.liveFiles(beforeDay: "9999", limit: 1_000_000), try view.tableTotals())
        }
        var going: [Int64: (rule: ExpirePlan.Rule, file: DataFileRecord)] = [:]
        var overdueRows: Int64 = 0
        for file in live {
            for (rule, days) in [
                (ExpirePlan.Rule.warehouseDays, policy.warehouseDays),
                (.stagingDays, file.area == "staging" ? policy.stagingDays : nil),
            ] {
                guard let days, going[file.id] == nil, file.day < day(limit(days)) else { continue }
                // Packets of long ago that came yesterday are a day old: a clock was wrong somewhere.
                let loaded = try await dependencies.ledger.read { try $0.lastLoadedUs(file: file.id) } ?? file.createdUs
                guard loaded < limit(days) else { continue }
                going[file.id] = (rule, file)
                if file.day < day(overdueLimit(days)), loaded < overdueLimit(days) { overdueRows += file.rows }
            }
        }
        if let limit = policy.warehouseSize {
            var surplus =
                totals.filter { $0.area == "warehouse" }.reduce(0) { $0 + $1.bytes } - limit
                - going.values.filter { $0.file.area == "warehouse" }.reduce(0) { $0 + $1.file.bytes }
            let new = live.filter { $0.area == "warehouse" && $0.day >= day(courseUs) }.reduce(0) { $0 + $1.bytes }
            let isOverdue = surplus > new
            // Whole days, the oldest first, so that what is left is complete.
            var last: String?
            for file in live
            where file.area == "warehouse" && going[file.id] == nil && (surplus > 0 || file.day == last) {
                going[file.id] = (.warehouseSize, file)
                if isOverdue { overdueRows += file.rows }
                surplus -= file.bytes
                last = file.day
            }
        }
        return ExpirePlan.Group(
            removals: going.sorted { $0.key < $1.key }.map { id, item in
                ExpirePlan.Removal(
                    rule: item.rule, what: item.file.path, bytes: item.file.bytes, row: id, day: item.file.day)
            }, refusal: refusal(overdueRows, of: totals.reduce(0) { $0 + $1.rows }, "live rows"))
    }

    /// Retired Parquet files that no lease names, after a grace for readers that opened them without one.
    private func replacedFiles() async throws -> [ExpirePlan.Removal] {
        let before = nowUs - 600_000_000
        return try await dependencies.ledger.read { try $0.removableFiles(retiredBeforeUs: before) }.map {
            ExpirePlan.Removal(rule: .replacedFiles, what: $0.path, bytes: $0.bytes, row: $0.id)
        }
    }

    private func usedStates() async throws -> [ExpirePlan.Removal] {
        let before = limit(7)
        return try await dependencies.ledger.read { view in
            try ["consumed", "flushed"].flatMap { try view.states(status: $0, olderThanUs: before) }
        }.map { ExpirePlan.Removal(rule: .usedStates, what: $0.path, bytes: $0.bytes, row: $0.id) }
    }

    private func oldFiles(_ area: String, _ rule: ExpirePlan.Rule, _ days: Int) async throws -> [ExpirePlan.Removal] {
        try await dependencies.flow.oldFiles(in: area, olderThanUs: limit(days)).map {
            ExpirePlan.Removal(rule: rule, what: $0.path, bytes: $0.bytes)
        }
    }

    /// Events are counted, and what only they explain goes with them.
    private func oldDetails() async throws -> [ExpirePlan.Removal] {
        let before = limit(policy.ledgerDetailDays)
        let count = try await dependencies.ledger.read { try $0.eventCount(beforeUs: before) }
        if count == 0 { return [] }
        return [ExpirePlan.Removal(rule: .ledgerDetailDays, what: "\(count) events of the ledger", bytes: 0)]
    }

    /// I13: what would take more than a tenth at once stops and asks, unless it is the ordinary course of things.
    private func refusal(_ part: Int64, of total: Int64, _ what: String) -> String? {
        part * 10 > total && part > 0 ? "\(part) of \(total) \(what) would be deleted at once, more than 10 %" : nil
    }
}
