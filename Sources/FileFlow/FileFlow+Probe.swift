import Failpoints
import Foundation

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
