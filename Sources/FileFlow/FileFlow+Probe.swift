import Failpoints
import Foundation

/// Whether the data root can be written at all: what tells a disk's failure from a file's.
extension FileFlow {
    /// Looks whether every directory may be written into, and takes a small file through its life in `work/`.
    ///
    /// - Parameter path: where something has failed, absolute; its directory is looked at too.
    /// Errors: `FileFlowError`, the first thing that cannot be done.
    public func probe(servers: [String], around path: String? = nil) async throws {
        let (root, files) = (root, files)
        try await threads.run {
            var directories = [root.path] + DataRoot.directories(servers: servers).map(root.absolute)
            if let path {
                let parent = (path as NSString).deletingLastPathComponent
                if files.isDirectory(parent) { directories.append(parent) }
            }
            for directory in directories { try files.requireWritable(directory) }
            let (first, second) = (root.absolute("work/.probe"), root.absolute("work/.probe.done"))
            try files.remove(first)
            try files.remove(second)
            try files.write(Array(repeating: 0x2e, count: 4096), to: first)
            try files.renameNoReplace(first, second)
            try files.syncDirectory(root.absolute("work"))
            try files.remove(second)
        }
    }
}
