import Crypto
import Foundation
import Model

/// The state of a decode on the disk: written beside its place, made durable, then renamed.
enum StateFile {
    /// Gives the SHA-256 of the bytes, lower-case hex.
    ///
    /// - Parameter isDurable: sync it and its name.
    static func write(_ state: [UInt8], to path: String, isDurable: Bool = true) throws -> String {
        let provisional = path + ".part"
        let descriptor = open(provisional, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw WorkerFailure.system("create \(provisional)", errno) }
        defer { close(descriptor) }
        try state.withUnsafeBytes { bytes in
            var at = 0
            while at < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + at }, bytes.count - at)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw WorkerFailure.system("write \(provisional)", errno) }
                at += count
            }
        }
        guard !isDurable || fsync(descriptor) == 0 else { throw WorkerFailure.system("fsync \(provisional)", errno) }
        guard rename(provisional, path) == 0 else { throw WorkerFailure.system("rename to \(path)", errno) }
        // Foundation's own way to a path's directory traps when the path is one letter.
        if isDurable {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            try DirectorySync.directory(folder)
        }
        return SHA256.hash(data: state).hexadecimal
    }
}
