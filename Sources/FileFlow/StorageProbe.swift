import Failpoints
import Foundation
import Synchronization

/// Finds out by trying whether the data root can be written. One trial goes on at a time: whoever asks meanwhile shares
/// the next one with all others who do, because the one that goes on may have begun before the failure in question.
///
/// The files of a trial have names of their own, so that no trial, and nothing that clears up, meets the files of another.
public final class StorageProbe: Sendable {
    /// What the names of a trial's files begin with. A start removes what a killed daemon has left of them.
    static let prefix = ".probe-"

    private struct State {
        var running: Task<Void, any Error>?
        var next: Task<Void, any Error>?
        var count = 0
    }

    private let state = Mutex(State())
    private let body: @Sendable (_ name: String) async throws -> Void

    /// - Parameter body: one trial, with a name for its file that nothing else has.
    init(_ body: @escaping @Sendable (_ name: String) async throws -> Void) { self.body = body }

    /// How many trials have begun.
    public var trials: Int { state.withLock { $0.count } }

    /// Whether somebody waits for the trial after the one that goes on.
    var isQueued: Bool { state.withLock { $0.next != nil } }

    /// Waits for a trial that began after this call.
    ///
    /// - Throws: what the trial threw.
    func callAsFunction() async throws {
        let trial = state.withLock { state in
            if let next = state.next { return next }
            let before = state.running
            let trial = Task {
                _ = await before?.result
                try await self.begin(isNext: before != nil)
            }
            if before == nil { state.running = trial } else { state.next = trial }
            return trial
        }
        try await trial.value
    }

    private func begin(isNext: Bool) async throws {
        let name = state.withLock { state in
            // From now on who asks gets another trial.
            if isNext { (state.running, state.next) = (state.next, nil) }
            state.count += 1
            return "\(Self.prefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
        }
        defer { state.withLock { $0.running = nil } }
        try await body(name)
    }
}

/// Whether the data root can be written at all: what tells a disk's failure from a file's.
extension FileFlow {
    /// Looks whether every directory may be written into, and takes a small file through its life in `work/`.
    ///
    /// - Parameter path: where something has failed, absolute; its directory is looked at too.
    /// - Throws: `FileFlowError`, the first thing that cannot be done.
    public func probe(servers: [String], around path: String? = nil) async throws {
        let (root, files) = (root, files)
        try await threads.run {
            var directories = [root.path] + DataRoot.directories(servers: servers).map(root.absolute)
            if let path {
                let parent = (path as NSString).deletingLastPathComponent
                if files.isDirectory(parent) { directories.append(parent) }
            }
            for directory in directories { try files.requireWritable(directory) }
        }
        try await storageProbe()
    }

    /// Removes what the trials of a daemon that was killed have left.
    public func removeProbes() async throws {
        let (root, files) = (root, files)
        try await threads.run {
            for name in try files.list(root.absolute("work")) where name.hasPrefix(StorageProbe.prefix) {
                try files.remove(root.absolute("work/" + name))
            }
        }
    }

    /// A trial in `work/`. That its own file is gone says that somebody has cleared up, and nothing about the disk: then
    /// it is tried once more.
    static func makeProbe(root: DataRoot, files: any DurableFileSystem, threads: BlockingThreads) -> StorageProbe {
        StorageProbe { name in
            try await threads.run {
                do { try tryOut(root: root, files: files, name: name) } catch FileFlowError.failed(_, _, ENOENT) {
                    try tryOut(root: root, files: files, name: name + "-again")
                }
            }
        }
    }

    private static func tryOut(root: DataRoot, files: any DurableFileSystem, name: String) throws {
        let (first, second) = (root.absolute("work/\(name)"), root.absolute("work/\(name).done"))
        do {
            try files.write(Array(repeating: 0x2e, count: 4096), to: first)
            try files.renameNoReplace(first, second)
            try files.syncDirectory(root.absolute("work"))
            try files.remove(second)
        } catch {
            // What is left is in nobody's way; a start removes it if this cannot.
            try? files.remove(first)
            try? files.remove(second)
            throw error
        }
    }
}
