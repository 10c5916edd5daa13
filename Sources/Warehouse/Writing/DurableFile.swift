import Crypto
import Glibc
import Model

/// Makes a file durable and takes its digest.
enum DurableFile {
    static func seal(_ path: String, rows: Int64, syncs: Bool = true) throws -> ParquetFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { close(descriptor) }
        guard !syncs || fsync(descriptor) == 0 else { throw failure("fsync \(path)") }
        var hash = SHA256()
        var bytes: Int64 = 0
        let size = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, size)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("read \(path)") }
            if count == 0 { break }
            bytes += Int64(count)
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return ParquetFile(path: path, rows: rows, bytes: bytes, sha256: hash.finalize().hexadecimal)
    }

    private static func failure(_ what: String) -> WarehouseError {
        WarehouseError.system(what: what, code: errno, message: String(cString: strerror(errno)))
    }
}
