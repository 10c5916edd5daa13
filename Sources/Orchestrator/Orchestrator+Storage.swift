import FileFlow
import Foundation
import Jobs
import Ledger
import Logging

/// A data root that cannot be written: full, read-only, not ours any more, a disk that gives errors. Nothing is claimed
/// then and no attempt is counted, questions are answered, and work goes on by itself when writing is possible again.
extension Orchestrator {
    func storageFailed(_ trouble: StorageTrouble) async {
        hasLeftovers = true
        guard storage.begin(trouble, nowUs: site.now()) else { return }
        let what = trouble.what
        site.logger.error(
            "the data root cannot be written; no runs are started until it can", metadata: ["error": "\(what)"])
        // The ledger needs room to write it down. If it cannot, the end of the trouble tells of its beginning.
        DiskReserve(root: site.root, limits: configuration.limits).giveUpIfFull()
        try? await site.ledger.write { tx in try tx.recordStorage("troubled", why: what) }
    }

    /// Something could not be done: is it the data root?
    func isRootWritable(after error: any Error) async -> Bool {
        await isRootWritable(storageCheck.trouble(after: error))
    }

    /// Moves could not be made: is it the data root?
    func isRootWritable() async -> Bool { await isRootWritable(storageCheck.trouble(around: nil)) }

    private func isRootWritable(_ trouble: StorageTrouble?) async -> Bool {
        guard let trouble else { return true }
        await storageFailed(trouble)
        return false
    }

    private var storageCheck: StorageCheck { StorageCheck(site: site, configuration: configuration) }

    /// Looks again if it is time to. True: everything can be written.
    func isStorageWell() async -> Bool {
        guard let trouble = storage.trouble else { return true }
        let now = site.now()
        guard storage.isDue(nowUs: now) else { return false }
        if let still = await storageCheck.trouble(around: trouble.path) {
            storage.stillThere(still, nowUs: now)
            return false
        }
        let since = Date(timeIntervalSince1970: Double(storage.sinceUs) / 1e6).formatted(.iso8601)
        do {
            try await site.ledger.write { tx in try tx.recordStorage("mended", why: "since \(since): \(trouble.what)") }
        } catch {
            storage.stillThere(StorageTrouble(what: "\(error)", path: trouble.path), nowUs: now)
            return false
        }
        storage.end(nowUs: now)
        DiskReserve(root: site.root, limits: configuration.limits).setAside()
        nextMending = now
        failedMendings = 0
        hasLeftovers = true
        site.logger.notice("the data root can be written again", metadata: ["was": "\(trouble.what)"])
        nudge()
        return true
    }
}
