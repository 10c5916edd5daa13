import DurableIO
import Foundation

/// A state on the disk that may be read again, even when its file has got another name or is gone: between two captures
/// it is not kept in memory.
final class StateSource {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw WorkerFailure.system("open the state \(path)", errno) }
    }

    deinit { close(descriptor) }

    func read() throws -> [UInt8] {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw WorkerFailure.system("read the state \(path)", errno) }
        let size = Int(info.st_size)
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let step = pread(descriptor, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
                if step < 0 && errno == EINTR { continue }
                guard step >= 0 else { throw WorkerFailure.system("read the state \(path)", errno) }
                // Cut off: its checksum tells.
                if step == 0 { return }
                count += step
            }
        }
    }
}

/// The state of a decode on the disk: written beside its place, made durable, then renamed.
enum StateFile {
    /// Returns the SHA-256 of the bytes, lower-case hex.
    ///
    /// - Parameter isDurable: sync it and its name.
    static func write(_ state: [UInt8], to path: String, isDurable: Bool = true) throws -> String {
        try Disk().replace(path, with: state, syncs: isDurable)
        return FileHash.sha256(of: state)
    }
}
