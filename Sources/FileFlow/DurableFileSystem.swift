public import DurableIO
import Foundation

/// The durable operations, and only these. Paths are absolute; everything blocks. The real one is `PosixFileSystem`; a
/// test may give one that forgets what was not synced.
public protocol DurableFileSystem: Sendable {
    /// Those that others who read the same files are to meet.
    var faults: DiskFaults { get }
    /// nil: there is no such file.
    ///
    /// - Throws: anything else that keeps us from knowing.
    func stamp(_ path: String) throws -> FileStamp?
    func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest
    /// Of the whole file, and of its beginnings with these sizes; those beyond its end are left out.
    func digests(_ path: String, prefixes: Set<Int64>) throws -> (whole: FileDigest, prefixes: [Int64: String])
    /// - Throws: `FileFlowError.failed` with EEXIST if the target is there.
    func renameNoReplace(_ from: String, _ to: String) throws
    func syncFile(_ path: String) throws
    func syncDirectory(_ path: String) throws
    /// Makes one directory; not durable before its parent is synced. Making what is there is done already.
    func makeDirectory(_ path: String) throws
    /// Makes a directory and those above it, each durable when this returns.
    func makeDirectories(_ path: String) throws
    /// Removing what is not there is done already.
    func remove(_ path: String) throws
    /// Removes a directory with all that is in it, or a file.
    func removeTree(_ path: String) throws
    /// Makes or overwrites a file and syncs it, but not its name.
    func write(_ bytes: [UInt8], to path: String) throws
    /// The names in a directory, sorted; none if there is no such directory.
    ///
    /// - Throws: one that cannot be read.
    func list(_ directory: String) throws -> [String]
    func isDirectory(_ path: String) -> Bool
    /// When a file's entry last changed (ctime), microseconds since the epoch; `nil`: there is no such file.
    func changedUs(_ path: String) -> Int64?
    /// - Throws: `FileFlowError.failed` if nothing can be made or removed in a directory.
    func requireWritable(_ directory: String) throws
}

extension DurableFileSystem {
    public var faults: DiskFaults { .none }

    public func digests(_ path: String, prefixes: Set<Int64>) throws -> (whole: FileDigest, prefixes: [Int64: String]) {
        let whole = try digest(path, firstBytes: nil)
        var found: [Int64: String] = [:]
        for size in prefixes where size <= whole.sizeBytes {
            found[size] = try digest(path, firstBytes: size).sha256
        }
        return (whole, found)
    }
}

extension DurableFileSystem {
    /// For those that know no permissions.
    public func requireWritable(_ directory: String) throws {}

    public func makeDirectories(_ path: String) throws {
        let parent = (path as NSString).deletingLastPathComponent
        if parent == path { return }
        if !isDirectory(path) {
            try makeDirectories(parent)
            try makeDirectory(path)
        }
        // The name must survive a power cut before anything in it is called durable. Also if it was there already:
        // who made it may have been killed before this line.
        try syncDirectory(parent)
    }
}
