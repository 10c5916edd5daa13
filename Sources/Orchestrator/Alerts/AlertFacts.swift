import DurableIO
import FileFlow
import Jobs
import Ledger
import Model
import Scheduling

/// All that alerts are judged by, at one moment. Times are microseconds since the epoch.
struct AlertFacts: Sendable {
    var nowUs: Int64
    /// Enabled ones.
    var servers: [String] = []
    var storage: String?
    var clock: String?
    /// Bytes.
    var freeBytes: Int64?
    /// Why `freeBytes` is not known.
    var spaceError: String?
    var lowMark: Int64 = 0
    var failures = OpenFailures()
    var backlog: [Backlog] = []
    /// When a job last completed; if it never has, since when it is known.
    var successes: [String: Int64] = [:]
    /// When the newest captures of each server were written, the newest first.
    var captures: [String: [Int64]] = [:]

    /// States in which a capture waits for something.
    static let waiting: Set<CaptureState> = [.announced, .fetched, .incoming, .processing]

    /// What an alert finds wrong, by subject.
    func problems(_ condition: AlertCondition) -> [String: String] {
        switch condition {
        case .failure(let job): failures(of: job)
        case .quarantine(let server): quarantined(server)
        case .noSuccess(let job, let within): silence(of: job, within.wholeMicroseconds)
        case .captureMissing(let server, let within): missing(server, within?.wholeMicroseconds)
        case .disk(let below): disk(below ?? lowMark)
        case .clock: only(clock.map { "the clock is in doubt: \($0)" })
        case .storage: only(storage.map { "the data root cannot be written: \($0)" })
        case .backlog(let server, let within): waits(server, within.wholeMicroseconds)
        }
    }

    private func only(_ problem: String?) -> [String: String] { problem.map { ["-": $0] } ?? [:] }

    private func failures(of job: String?) -> [String: String] {
        let told = failures.list.filter { !$0.isMessage && (job == nil || $0.job == job) }
        let wanted = Dictionary(grouping: told) { $0.job ?? "" }
        return wanted.filter { !$0.key.isEmpty }.compactMapValues { runs in
            guard let last = runs.first, let run = last.run else { return nil }
            let more = runs.count > 1 ? " and \(runs.count - 1) more" : ""
            return "run \(run) (\(last.subject))\(more) failed permanently: \(last.error ?? "no message")"
        }
    }

    private func quarantined(_ server: String?) -> [String: String] {
        failures.quarantined.filter { server == nil || $0.key == server }
            .mapValues { "\($0) captures in quarantine" }
    }

    private func silence(of job: String, _ within: Int64) -> [String: String] {
        guard let last = successes[job], nowUs - last > within else { return [:] }
        return [job: "no run has completed since \(AlertMessage.instant(last))"]
    }

    private func missing(_ server: String?, _ within: Int64?) -> [String: String] {
        var found: [String: String] = [:]
        for name in servers where server == nil || name == server {
            guard let times = captures[name], let newest = times.first,
                let patience = within ?? ExpectedInterval.patienceUs(times), nowUs - newest > patience
            else { continue }
            found[name] = "the newest capture is from \(AlertMessage.instant(newest))"
        }
        return found
    }

    private func disk(_ mark: Int64) -> [String: String] {
        // Not known is not enough: an alert that is raised must not end by it.
        if let spaceError { return only("free space cannot be determined: \(spaceError)") }
        guard let freeBytes, freeBytes < mark else { return [:] }
        return only("\(ByteCountText.format(freeBytes)) free, less than \(ByteCountText.format(mark))")
    }

    private func waits(_ server: String?, _ within: Int64) -> [String: String] {
        var found: [String: String] = [:]
        for (name, lines) in Dictionary(grouping: backlog, by: \.server) where server == nil || name == server {
            let oldest = lines.filter { Self.waiting.contains($0.state) }.min { $0.oldestUs < $1.oldestUs }
            guard let oldest, nowUs - oldest.oldestUs > within else { continue }
            found[name] = "a capture has been \(oldest.state.rawValue) since \(AlertMessage.instant(oldest.oldestUs))"
        }
        return found
    }
}

/// How long one waits for the next capture of a server, judged by when those before it were written.
enum ExpectedInterval {
    /// So many captures are looked at.
    static let memory = 25
    private static let fewest = 5

    /// Three times the middle one of the pauses, and two minutes for the way; `nil`: too few are known to tell.
    static func patienceUs(_ times: [Int64]) -> Int64? {
        let times = times.sorted()
        guard times.count >= fewest else { return nil }
        let pauses = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
        return 3 * pauses[pauses.count / 2] + 120_000_000
    }
}

extension AlertFacts {
    /// Looks at everything that some alert asks for.
    static func gather(_ alerts: [AlertDefinition], dependencies: Dependencies, _ seen: OrchestratorObservation)
        async throws
        -> AlertFacts
    {
        var facts = AlertFacts(nowUs: dependencies.now())
        facts.servers = seen.configuration.servers.filter(\.isEnabled).map(\.name)
        facts.storage = seen.storageTrouble ?? dependencies.ledger.meter.reading.lastFailure
        facts.clock = seen.clockDoubt
        do { facts.freeBytes = try await dependencies.space().freeBytes } catch {
            facts.spaceError = "\(error)"
        }
        facts.lowMark = seen.configuration.limits.diskLowMark
        let kinds = Set(alerts.map(\.condition.kind))
        let remembered = dependencies.meter.counts.jobs.compactMapValues(\.lastSuccessUs)
        let jobs = alerts.compactMap { alert -> String? in
            if case .noSuccess(let job, _) = alert.condition { job } else { nil }
        }
        let start = facts
        return try await dependencies.ledger.read { view in
            var facts = start
            if kinds.contains(.failure) || kinds.contains(.quarantine) { facts.failures = try view.openFailures() }
            if kinds.contains(.backlog) { facts.backlog = try view.backlog() }
            if !jobs.isEmpty {
                let known = Dictionary(try view.jobs().map { ($0.name, $0.changedUs) }) { first, _ in first }
                for job in Set(jobs) {
                    let last = try remembered[job] ?? view.lastSuccessUs(job: job)
                    facts.successes[job] = last ?? known[job]
                }
            }
            if kinds.contains(.captureMissing) {
                for server in facts.servers {
                    facts.captures[server] = try view.newestCaptureTimes(server: server, limit: ExpectedInterval.memory)
                }
            }
            return facts
        }
    }
}
