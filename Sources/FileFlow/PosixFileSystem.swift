public import DurableIO
public import Failpoints
import Foundation

/// The real file system: `DurableIO` with the errors of this module.
public struct PosixFileSystem: DurableFileSystem {
    public let faults: DiskFaults
    private let disk: Disk

    public init(failpoints: Failpoints = .off) { self.init(faults: DiskFaults(failpoints)) }

    public init(faults: DiskFaults) {
        self.faults = faults
        disk = Disk(faults: faults)
    }

    private func translated<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DiskError {
            throw FileFlowError.failed(error.action, error.path, error.code)
        }
    }

    public func stamp(_ path: String) throws -> FileStamp? {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileFlowError.failed("look at", path, errno)
        }
        return FileStamp(
            sizeBytes: Int64(info.st_size),
            modifiedUs: Int64(info.st_mtim.tv_sec) * 1_000_000 + Int64(info.st_mtim.tv_nsec) / 1000)
    }

    public func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest {
        let found = try translated { try FileHash.sha256(of: path, firstBytes: firstBytes) }
        return FileDigest(sha256: found.sha256, sizeBytes: found.bytes)
    }

    /// Reads the file once.
    public func digests(_ path: String, prefixes: Set<Int64>) throws -> (whole: FileDigest, prefixes: [Int64: String]) {
        let found = try translated { try FileHash.sha256(of: path, prefixes: prefixes) }
        return (FileDigest(sha256: found.sha256, sizeBytes: found.bytes), found.prefixes)
    }

    public func renameNoReplace(_ from: String, _ to: String) throws {
        try translated { try disk.renameNoReplace(from, to) }
    }

    public func syncFile(_ path: String) throws { try translated { try disk.syncFile(path) } }
    public func syncDirectory(_ path: String) throws { try translated { try disk.syncDirectory(path) } }
    public func makeDirectory(_ path: String) throws { try translated { try disk.makeDirectory(path) } }
    public func remove(_ path: String) throws { try translated { try disk.remove(path) } }
    public func removeTree(_ path: String) throws { try translated { try disk.removeTree(path) } }
    public func write(_ bytes: [UInt8], to path: String) throws { try translated { try disk.write(bytes, to: path) } }

    public func list(_ directory: String) throws -> [String] {
        var info = stat()
        // What is no directory has nothing in it. What cannot be looked at is told by the attempt to read it.
        if lstat(directory, &info) == 0, info.st_mode & S_IFMT != S_IFDIR { return [] }
        return try translated { try disk.list(directory) ?? [] }
    }

    public func isDirectory(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    public func requireWritable(_ directory: String) throws {
        guard access(directory, W_OK | X_OK) == 0 else { throw FileFlowError.failed("write into", directory, errno) }
    }

    public func changedUs(_ path: String) -> Int64? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        return Int64(info.st_ctim.tv_sec) * 1_000_000 + Int64(info.st_ctim.tv_nsec) / 1000
    }
}
