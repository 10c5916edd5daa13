import CPosix
import Crypto
public import Failpoints
import Foundation
import Ledger
import Model

/// The real file system.
public struct PosixFileSystem: DurableFileSystem {
    private let failpoints: Failpoints

    public init(failpoints: Failpoints = .off) { self.failpoints = failpoints }

    /// Passes a failpoint; what it gives looks as if the system had given it.
    private func pass(_ point: Failpoint, _ action: String, _ path: String) throws {
        do { try failpoints.hit(point) } catch let error as FailpointError {
            guard let code = error.code else { throw error }
            throw FileFlowError.failed(action, path, code)
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
        var hash = SHA256()
        let total = try read(path, firstBytes: firstBytes) { hash.update(bufferPointer: $0) }
        return FileDigest(sha256: hash.finalize().hexadecimal, sizeBytes: total)
    }

    /// Reads the file once.
    public func digests(_ path: String, prefixes: Set<Int64>) throws -> (whole: FileDigest, prefixes: [Int64: String]) {
        var (hash, found, done): (SHA256, [Int64: String], Int64) = (SHA256(), [:], 0)
        var sizes = prefixes.sorted()[...]
        let total = try read(path, firstBytes: nil) { chunk in
            var rest = chunk[...]
            while let size = sizes.first, size <= done + Int64(rest.count) {
                let part = rest.prefix(Int(size - done))
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: part))
                rest = rest.dropFirst(part.count)
                done = size
                found[size] = hash.finalize().hexadecimal
                sizes.removeFirst()
            }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: rest))
            done += Int64(rest.count)
        }
        return (FileDigest(sha256: hash.finalize().hexadecimal, sizeBytes: total), found)
    }

    /// Gives the bytes of a file, piece by piece, and tells how many there were.
    private func read(_ path: String, firstBytes: Int64?, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Int64 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileFlowError.failed("open", path, errno) }
        defer { close(descriptor) }
        var total: Int64 = 0
        var info = Glibc.stat()
        // A file that grows meanwhile is still read to its end.
        let size = fstat(descriptor, &info) == 0 ? Int(clamping: info.st_size) : Int.max
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(4096, min(size, 1 << 20)), alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let wanted = firstBytes.map { Int(min(Int64(buffer.count), $0 - total)) } ?? buffer.count
            if wanted == 0 { break }
            let count = Glibc.read(descriptor, buffer.baseAddress, wanted)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileFlowError.failed("read", path, errno) }
            if count == 0 { break }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            total += Int64(count)
        }
        return total
    }

    public func renameNoReplace(_ from: String, _ to: String) throws {
        try pass(.filesRename, "rename \(from) to", to)
        guard entrada_rename_noreplace(from, to) == 0 else {
            throw FileFlowError.failed("rename \(from) to", to, errno)
        }
        try pass(.filesRenamed, "rename \(from) to", to)
    }

    public func syncFile(_ path: String) throws {
        try pass(.filesSyncFile, "sync", path)
        try sync(path, O_RDONLY)
    }

    public func syncDirectory(_ path: String) throws {
        try pass(.filesSyncDirectory, "sync", path)
        try sync(path, O_RDONLY | O_DIRECTORY)
    }

    private func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFlowError.failed("open", path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFlowError.failed("sync", path, errno) }
    }

    public func makeDirectory(_ path: String) throws {
        try pass(.filesMakeDirectories, "make the directory", path)
        if mkdir(path, 0o750) != 0 && errno != EEXIST { throw FileFlowError.failed("make the directory", path, errno) }
    }

    public func remove(_ path: String) throws {
        try pass(.filesRemove, "remove", path)
        guard unlink(path) == 0 || errno == ENOENT else { throw FileFlowError.failed("remove", path, errno) }
        try pass(.filesRemoved, "remove", path)
    }

    public func removeTree(_ path: String) throws {
        try pass(.filesRemove, "remove", path)
        if try stamp(path) != nil { try FileManager.default.removeItem(atPath: path) }
    }

    public func write(_ bytes: [UInt8], to path: String) throws {
        try pass(.filesWrite, "write", path)
        let descriptor = entrada_openat(AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw FileFlowError.failed("write", path, errno) }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileFlowError.failed("write", path, errno) }
            done += count
        }
        guard fsync(descriptor) == 0 else { throw FileFlowError.failed("sync", path, errno) }
        try pass(.filesWritten, "write", path)
    }

    public func list(_ directory: String) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
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
