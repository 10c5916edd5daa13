import Failpoints
import Foundation
import Ledger

/// Attempts' private directories, the trash, and what recovery clears away.
extension FileFlow {
    /// Makes `work/<run>.<attempt>/`, empty.
    public func createWork(run: Int64, attempt: Int64) async throws -> String {
        try failpoints.hit(.workBeforeCreate)
        let relative = "work/\(run).\(attempt)"
        let (path, files) = (root.absolute(relative), files)
        try await threads.run {
            try files.removeTree(path)
            for directory in [path, path + "/out", path + "/temp"] { try files.makeDirectory(directory) }
        }
        return relative
    }

    public func removeWork(run: Int64, attempt: Int64) async throws {
        try failpoints.hit(.workBeforeRemove)
        let (path, files) = (root.absolute("work/\(run).\(attempt)"), files)
        try await threads.run(.bulk) { try files.removeTree(path) }
    }

    /// Removes the directories of attempts that are not open any more: nothing in them is ever published late.
    public func abandonedWork(openAttempts: Set<String>) async throws {
        let (root, files) = (root, files)
        try await threads.run {
            for name in try files.list(root.absolute("work"))
            where !openAttempts.contains(name) && !name.hasPrefix(StorageProbe.prefix) {
                try files.removeTree(root.absolute("work/" + name))
            }
        }
    }

    /// Published files that no committed run names: they go to the trash, never into the tables.
    ///
    /// - Parameter openAttempts: `<run>.<attempt>` of those that go on: theirs are about to be committed.
    public func removeUncommitted(openAttempts: Set<String> = []) async throws -> [String] {
        let found = try await relativeFiles(under: ["staging", "warehouse", "state"]).filter { path in
            openAttempts.isDisjoint(with: Self.attempts(in: path))
        }
        let strays = try await ledger.read { view in try found.filter { try !view.knows(path: $0) } }
        let (root, files) = (root, files)
        try await threads.run {
            for stray in strays {
                let name = stray.replacingOccurrences(of: "/", with: "_")
                let target = root.absolute("trash/stray-" + name)
                try files.remove(target)
                try files.renameNoReplace(root.absolute(stray), target)
            }
        }
        return strays
    }

    /// What may be `<run>.<attempt>` in the name of a published file: `12-7.1-0.parquet`, `12-7.1.state`.
    private static func attempts(in path: String) -> Set<String> {
        let name = (path as NSString).lastPathComponent
        let stem = (name as NSString).deletingPathExtension
        return Set(stem.split(separator: "-").map(String.init))
    }

    /// Files on disk that the ledger does not know, for `doctor`; they are listed, never adopted.
    public func unknownFiles(limit: Int = 1000) async throws -> [String] {
        let areas = ["incoming", "processing", "archive", "quarantine", "staging", "warehouse", "state"]
        let found = try await relativeFiles(under: areas).filter { !$0.hasSuffix(".reason.json") }
        return try await ledger.read { view in Array(try found.filter { try !view.knows(path: $0) }.prefix(limit)) }
    }

    /// Files directly in a directory that came there before an instant, with their sizes; at most `limit`.
    public func oldFiles(in area: String, olderThanUs: Int64, limit: Int = 100_000) async throws -> [(
        path: String, bytes: Int64
    )] {
        let (root, files) = (root, files)
        return try await threads.run(.bulk) {
            var found: [(path: String, bytes: Int64)] = []
            for name in try files.list(root.absolute(area)) where found.count < limit {
                let path = root.absolute(area + "/" + name)
                // A rename keeps the file's own time; when it came here is its change time.
                guard let changed = files.changedUs(path), changed < olderThanUs else { continue }
                found.append((area + "/" + name, try files.stamp(path)?.sizeBytes ?? 0))
            }
            return found
        }
    }

    /// Removes files that are named by their paths relative to the data root.
    public func removeOld(_ paths: [String]) async throws {
        let (root, files, failpoints) = (root, files, failpoints)
        try await threads.run(.bulk) {
            for path in paths {
                try files.remove(root.absolute(path))
                try failpoints.hit(.trashAfterRemove)
            }
        }
    }

    private func relativeFiles(under areas: [String]) async throws -> [String] {
        let (root, files) = (root, files)
        return try await threads.run(.bulk) {
            var found: [String] = []
            var open = areas
            while let place = open.popLast() {
                for name in try files.list(root.absolute(place)) {
                    let path = place + "/" + name
                    if files.isDirectory(root.absolute(path)) { open.append(path) } else { found.append(path) }
                }
            }
            return found.sorted()
        }
    }
}

/// What `doctor --repair` does to files. Nothing is deleted and nothing overwritten.
extension FileFlow {
    /// Moves a file to another place of the data root, durably.
    ///
    /// - Throws: `FileFlowError`, also if something is there.
    public func relocate(_ from: String, to target: String) async throws {
        let (source, target, files, places) = (root.absolute(from), root.absolute(target), files, directories)
        try await threads.run {
            try places.make((target as NSString).deletingLastPathComponent)
            try files.renameNoReplace(source, target)
            for path in [source, target] { try files.syncDirectory((path as NSString).deletingLastPathComponent) }
        }
    }

    /// Moves a file to the trash, under a name that nothing there has; gives its new path.
    public func discard(_ path: String, nowUs: Int64) async throws -> String {
        let flat = path.replacingOccurrences(of: "/", with: "_")
        // A name has 255 bytes at most.
        let target = "trash/repair-\(nowUs)-" + String(flat.suffix(180))
        try await relocate(path, to: target)
        return target
    }

    /// Removes a directory of `work/` that no attempt uses.
    public func removeLeftover(_ path: String) async throws {
        let (whole, files) = (root.absolute(path), files)
        try await threads.run(.bulk) { try files.removeTree(whole) }
    }
}
