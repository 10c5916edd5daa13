import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Reconciliation

/// Watches the data root: whether it can be written at all, and whether there is room.
///
/// A data root that cannot be written (full, read-only, owned by somebody else, a disk that gives errors) stops all
/// claiming; no attempt is counted meanwhile and read-only commands keep working. Work resumes by itself once probe files
/// can be written again. Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class StorageMonitor {
    /// What a look at the data root has found.
    enum Verdict: Sendable, Equatable {
        case well
        /// It could not be written before, and can be now.
        case mended
        case troubled
    }

    private let root: DataRoot
    private let ledger: Ledger
    private let flow: FileFlow
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private var watch = StorageWatch()
    private var wasDiskLow = false

    /// - Parameter now: microseconds since the epoch.
    init(root: DataRoot, ledger: Ledger, flow: FileFlow, logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.root = root
        self.ledger = ledger
        self.flow = flow
        self.logger = logger
        self.now = now
    }

    /// What is wrong with the data root; `nil`: it can be written.
    var trouble: String? { watch.trouble?.what }

    /// Something could not be written.
    nonisolated(nonsending) func failed(_ trouble: StorageTrouble, _ configuration: Configuration) async {
        guard watch.begin(trouble, nowUs: now()) else { return }
        let what = trouble.what
        logger.error(
            "the data root cannot be written; no runs are started until it can", metadata: ["error": "\(what)"])
        // The ledger needs room to write it down. If it cannot, the end of the trouble tells of its beginning.
        reserve(configuration).giveUpIfFull()
        try? await ledger.write { tx in try tx.recordStorage("troubled", why: what) }
    }

    /// Finds out whether an error came from the data root.
    ///
    /// - Parameter error: what failed; `nil`: moves could not be made.
    /// - Returns: whether the data root can be written.
    nonisolated(nonsending) func isWritable(after error: (any Error)?, _ configuration: Configuration) async -> Bool {
        let check = StorageCheck(flow: flow, configuration: configuration)
        let trouble = if let error { await check.trouble(after: error) } else { await check.trouble(around: nil) }
        guard let trouble else { return true }
        await failed(trouble, configuration)
        return false
    }

    /// Probes a data root that could not be written, if it is time to.
    nonisolated(nonsending) func look(_ configuration: Configuration) async -> Verdict {
        guard let trouble = watch.trouble else { return .well }
        let nowUs = now()
        guard watch.isDue(nowUs: nowUs) else { return .troubled }
        if let still = await StorageCheck(flow: flow, configuration: configuration).trouble(around: trouble.path) {
            watch.stillThere(still, nowUs: nowUs)
            return .troubled
        }
        let since = Date(timeIntervalSince1970: Double(watch.sinceUs) / 1e6).formatted(.iso8601)
        do {
            try await ledger.write { tx in try tx.recordStorage("mended", why: "since \(since): \(trouble.what)") }
        } catch {
            watch.stillThere(StorageTrouble(what: "\(error)", path: trouble.path), nowUs: nowUs)
            return .troubled
        }
        watch.end(nowUs: nowUs)
        setReserveAside(configuration)
        logger.notice("the data root can be written again", metadata: ["was": "\(trouble.what)"])
        return .mended
    }

    /// The clock was set: the next look does not wait for a time of the clock as it was.
    func lookSooner() { watch.lookSooner() }

    func setReserveAside(_ configuration: Configuration) { reserve(configuration).setAside() }

    /// Whether less than `disk_low_mark` is free, or nobody can tell. It is logged once, and once more when it is over.
    func isDiskLow(_ configuration: Configuration) -> Bool {
        let level = reserve(configuration).level
        var isLow = true
        if case .enough = level { isLow = false }
        guard isLow != wasDiskLow else { return isLow }
        wasDiskLow = isLow
        switch level {
        case .low(let free):
            logger.error(
                "only \(free) bytes are free, less than disk_low_mark: only jobs that free space are started")
        case .unknown(let why):
            logger.error(
                "free space cannot be determined: only jobs that free space are started",
                metadata: ["error": "\(why)"])
        case .enough(let free):
            logger.notice("there is enough free disk space again", metadata: ["free": "\(free)"])
        }
        return isLow
    }

    var problem: CheckProblem? {
        trouble.map {
            CheckProblem(.storage, "the data root cannot be written, nothing is started until it can: \($0)")
        }
    }

    func diskProblem(_ configuration: Configuration) -> CheckProblem? {
        switch reserve(configuration).level {
        case .enough: nil
        case .low:
            CheckProblem(
                .disk,
                "free disk space is below disk_low_mark: only jobs that free space are started. "
                    + "Free disk space, or run expire with shorter retention")
        case .unknown(let why):
            CheckProblem(.disk, "free space cannot be determined, so only jobs that free space are started: \(why)")
        }
    }

    private func reserve(_ configuration: Configuration) -> DiskReserve {
        DiskReserve(root: root, limits: configuration.limits)
    }
}

/// What is wrong with the data root, and where it was met.
struct StorageTrouble: Sendable, Hashable {
    var what: String
    /// Absolute; `nil` when it was nowhere in particular.
    var path: String?
}

/// Whether the data root can be written, and when to look again if it cannot. Times are microseconds.
struct StorageWatch: Sendable, Hashable {
    private static let longestPauseUs: Int64 = 60_000_000
    /// A trouble that begins within this time of the end of another one is the same, and the looks are not closer again.
    private static let calmUs: Int64 = 60_000_000

    private(set) var trouble: StorageTrouble?
    private(set) var sinceUs: Int64 = 0
    private var nextLookUs: Int64 = 0
    private var endedUs: Int64?
    private var looks: Int64 = 0

    /// Returns whether it is news. The first look follows at once: some troubles are over with the attempt that met them.
    /// When it comes back at once, what is looked at does not show it: then the looks grow rarer, and so do the attempts.
    mutating func begin(_ what: StorageTrouble, nowUs: Int64) -> Bool {
        if trouble != nil {
            trouble = what
            return false
        }
        let isBack = endedUs.map { $0 <= nowUs && nowUs - $0 < Self.calmUs } ?? false
        trouble = what
        sinceUs = nowUs
        if isBack {
            rest(nowUs: nowUs)
        } else {
            looks = 0
            nextLookUs = nowUs
        }
        return true
    }

    func isDue(nowUs: Int64) -> Bool { nowUs >= nextLookUs }

    mutating func stillThere(_ what: StorageTrouble, nowUs: Int64) {
        trouble = what
        rest(nowUs: nowUs)
    }

    /// The clock was set, or somebody says that it is mended.
    mutating func lookSooner() { nextLookUs = 0 }

    mutating func end(nowUs: Int64) {
        trouble = nil
        endedUs = nowUs
    }

    /// The next look is after 1, 2, 4 … 60 s.
    private mutating func rest(nowUs: Int64) {
        nextLookUs = nowUs + min(1_000_000 << min(looks, 6), Self.longestPauseUs)
        looks += 1
    }
}
