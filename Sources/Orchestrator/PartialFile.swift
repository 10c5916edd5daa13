import Foundation
import Synchronization

/// A file that is being written, piece by piece; its calls block.
final class PartialFile: Sendable {
    private let path: String
    private let descriptor: Mutex<Int32>

    init(path: String) throws {
        let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard opened >= 0 else { throw Self.failure("write", path) }
        self.path = path
        descriptor = Mutex(opened)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = descriptor.withLock { write($0, rest.baseAddress, rest.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write", path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// The bytes are on the disk.
    func finish() throws {
        try descriptor.withLock { descriptor in
            defer {
                close(descriptor)
                descriptor = -1
            }
            guard fsync(descriptor) == 0 else { throw Self.failure("sync", path) }
        }
    }

    /// The error for the current `errno`.
    private static func failure(_ what: String, _ path: String) -> RunFailure {
        RunFailure("cannot \(what) \(path): \(String(cString: strerror(errno)))", mayBeDisk: true)
    }

    func abandon() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
        unlink(path)
    }
}
