import CPosix
import Crypto
import Glibc
import Model

/// The SHA-256 of a file, read piece by piece.
public enum FileHash {
    /// - Parameters:
    ///   - firstBytes: only so many; `nil`: all of it.
    ///   - syncs: the file is made durable first.
    /// - Returns: lower-case hex, and how many bytes there were.
    /// - Throws: `DiskError`.
    public static func sha256(
        of path: String, firstBytes: Int64? = nil, syncs: Bool = false
    ) throws -> (sha256: String, bytes: Int64) {
        var hash = SHA256()
        let bytes = try read(path, firstBytes: firstBytes, syncs: syncs) { hash.update(bufferPointer: $0) }
        return (hash.finalize().hexadecimal, bytes)
    }

    /// - Returns: the digest of bytes, lower-case hex.
    public static func sha256(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// The digest of the whole file and those of its beginnings with these sizes, in one reading. Sizes beyond its end
    /// are left out.
    ///
    /// - Throws: `DiskError`.
    public static func sha256(
        of path: String, prefixes: Set<Int64>
    ) throws -> (sha256: String, bytes: Int64, prefixes: [Int64: String]) {
        var (hash, found, done): (SHA256, [Int64: String], Int64) = (SHA256(), [:], 0)
        var sizes = prefixes.sorted()[...]
        let total = try read(path, firstBytes: nil, syncs: false) { chunk in
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
        return (hash.finalize().hexadecimal, total, found)
    }

    private static func read(
        _ path: String, firstBytes: Int64?, syncs: Bool, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws -> Int64 {
        let descriptor = entrada_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0)
        guard descriptor >= 0 else { throw DiskError("open", path, errno) }
        defer { close(descriptor) }
        guard !syncs || fsync(descriptor) == 0 else { throw DiskError("sync", path, errno) }
        var total: Int64 = 0
        var info = stat()
        // A file that grows meanwhile is still read to its end.
        let size = fstat(descriptor, &info) == 0 ? Int(clamping: info.st_size) : Int.max
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(4096, min(size, 1 << 20)), alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let wanted = firstBytes.map { Int(min(Int64(buffer.count), $0 - total)) } ?? buffer.count
            if wanted == 0 { break }
            let count = Glibc.read(descriptor, buffer.baseAddress, wanted)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw DiskError("read", path, errno) }
            if count == 0 { break }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            total += Int64(count)
        }
        return total
    }
}
