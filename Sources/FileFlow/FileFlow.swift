public import DurableIO
import Failpoints
import Foundation
public import Ledger
import Model

/// The files of one data root. Paths are relative to it.
public final class FileFlow: Sendable {
    let root: DataRoot
    let ledger: Ledger
    let threads: BlockingThreads
    let files: any DurableFileSystem
    let failpoints: Failpoints
    let directories: DurableDirectories
    /// Those of the file system, for who reads the data root beside this.
    public var faults: DiskFaults { files.faults }
    /// Whether the data root can be written.
    public let storageProbe: StorageProbe
    private let mutex = AsyncMutex()

    /// - Parameter files: `nil`: the real file system, with the ledger's failpoints.
    public init(
        root: DataRoot, ledger: Ledger, threads: BlockingThreads, files: (any DurableFileSystem)? = nil
    ) {
        failpoints = ledger.failpoints
        self.root = root
        self.ledger = ledger
        self.threads = threads
        let files = files ?? PosixFileSystem(failpoints: ledger.failpoints)
        self.files = files
        directories = DurableDirectories(files: files)
        storageProbe = Self.makeProbe(root: root, files: files, threads: threads)
    }

    /// Applies what has been decided and not applied yet, of one capture or of all; one application at a time, because
    /// two would take each other's work for a loss.
    ///
    /// - Throws: of one capture, what kept its file from moving (the move stays open). Of all, such a failure stops
    ///   no other move and is one of the summary's troubles.
    public func applyIntents(capture: Int64? = nil) async throws -> MoveSummary {
        try await applyIntents(to: capture.map { [$0] })
    }

    /// The same of several captures.
    ///
    /// - Throws: the first thing that kept a file from moving; the others have moved.
    public func applyIntents(captures: [Int64]) async throws -> MoveSummary { try await applyIntents(to: captures) }

    private func applyIntents(to captures: [Int64]?) async throws -> MoveSummary {
        await mutex.enter()
        do {
            let summary = try await applyInTurn(to: captures)
            await mutex.leave()
            return summary
        } catch {
            await mutex.leave()
            throw error
        }
    }

    /// Batch by batch; while one is confirmed the next one is applied.
    private func applyInTurn(to chosen: [Int64]?) async throws -> MoveSummary {
        var summary = MoveSummary()
        var last: Int64 = 0
        var stuck: Set<Int64> = []
        var confirming: Task<Void, any Error>?
        var unconfirmed: Set<Int64> = []
        do {
            while true {
                let after = last
                let intents = try await ledger.read { try $0.openIntents(captures: chosen, after: after) }
                guard let newest = intents.last else { break }
                last = newest.id
                let open = intents.filter { $0.status == .open }
                let captures = Set(open.map(\.capture))
                // A capture's moves are told apart by what is confirmed: the next one waits for it.
                if !captures.isDisjoint(with: unconfirmed) { try await confirming?.value }
                let application = IntentApplication(
                    root: root, files: files, directories: directories, failpoints: failpoints)
                let before = stuck
                let outcome = try await threads.run { application.apply(open, stuck: before) }
                if !open.isEmpty { try failpoints.hit(.moveAfterApply) }
                stuck = outcome.stuck
                try await confirming?.value
                unconfirmed = captures
                confirming = Task { try await settle(outcome.settlements) }
                add(outcome, to: &summary)
                if chosen != nil, let failure = outcome.failures.first {
                    try await confirming?.value
                    throw failure
                }
            }
            try await confirming?.value
            return summary
        } catch {
            // Nobody else may apply moves before it is known what is confirmed.
            _ = try? await confirming?.value
            throw error
        }
    }

    private func add(_ outcome: IntentApplication.Outcome, to summary: inout MoveSummary) {
        for item in outcome.settlements {
            if item.status == .done {
                summary.applied += 1
            } else {
                summary.troubles.append("\(item.status.rawValue): \(item.message ?? "")")
            }
        }
        summary.troubles += outcome.failures.map { "not yet moved: \($0)" }
    }

    private func settle(_ settlements: [IntentApplication.Settlement]) async throws {
        if settlements.isEmpty { return }
        try await ledger.write { tx in
            for item in settlements { try tx.settle(intent: item.intent, status: item.status, message: item.message) }
        }
        try failpoints.hit(.moveAfterConfirm)
    }

    /// Syncs files, gives them their unique final names, syncs the directories: they may be made live after that.
    public func publishAll(_ pairs: [(work: String, target: String)]) async throws {
        let (root, files, places, failpoints) = (root, files, directories, failpoints)
        try await threads.run(.bulk) {
            var directories: Set<String> = []
            for pair in pairs {
                let target = root.absolute(pair.target)
                let parent = (target as NSString).deletingLastPathComponent
                try places.make(parent)
                try files.syncFile(root.absolute(pair.work))
                try failpoints.hit(.publishBeforeRename)
                try files.renameNoReplace(root.absolute(pair.work), target)
                try failpoints.hit(.publishAfterRename)
                directories.insert(parent)
            }
            for directory in directories.sorted() { try files.syncDirectory(directory) }
            try failpoints.hit(.publishAfterSync)
        }
    }

    /// Makes files and their names durable, before the ledger hears of them; gives those that are there. One that cannot
    /// be synced is given too: whoever reads it will hear why.
    public func sync(_ relatives: [String]) async throws -> [String] {
        let (root, files) = (root, files)
        return try await threads.run(.bulk) {
            var found: [String] = []
            var directories: Set<String> = []
            for relative in relatives {
                let path = root.absolute(relative)
                do { try files.syncFile(path) } catch FileFlowError.failed(_, _, ENOENT) { continue } catch {}
                found.append(relative)
                directories.insert((path as NSString).deletingLastPathComponent)
            }
            for directory in directories.sorted() { try files.syncDirectory(directory) }
            return found
        }
    }

    /// Gives a file's identity.
    ///
    /// - Parameter syncs: makes it durable first; who publishes it does so anyway.
    public func digest(_ relative: String, firstBytes: Int64? = nil, syncs: Bool = true) async throws -> FileDigest {
        let (path, files) = (root.absolute(relative), files)
        return try await threads.run(.bulk) {
            if syncs { try files.syncFile(path) }
            return try files.digest(path, firstBytes: firstBytes)
        }
    }

    /// Syncs a file and gives its identity, and the SHA-256 of its beginnings with these sizes.
    public func digests(_ relative: String, prefixes: Set<Int64>) async throws -> (
        whole: FileDigest, prefixes: [Int64: String]
    ) {
        let (path, files) = (root.absolute(relative), files)
        return try await threads.run(.bulk) {
            try files.syncFile(path)
            return try files.digests(path, prefixes: prefixes)
        }
    }

    /// `nil`: there is no such file.
    public func stat(_ relative: String) async throws -> FileStamp? {
        let (path, files) = (root.absolute(relative), files)
        return try await threads.run { try files.stamp(path) }
    }

    public func write(_ text: String, to relative: String) async throws {
        let (path, files) = (root.absolute(relative), files)
        try await threads.run { try files.write(Array(text.utf8), to: path) }
    }

    /// Removes a file and syncs its directory.
    public func remove(_ relative: String) async throws {
        let (path, files) = (root.absolute(relative), files)
        try await threads.run {
            try files.remove(path)
            let parent = (path as NSString).deletingLastPathComponent
            if files.isDirectory(parent) { try files.syncDirectory(parent) }
        }
    }
}
