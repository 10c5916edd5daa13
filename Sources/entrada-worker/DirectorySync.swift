import CPosix
import Foundation

/// Makes directory entries durable (fsync of directories).
enum DirectorySync {
    static func directory(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw WorkerFailure.system("open \(path)", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw WorkerFailure.system("fsync \(path)", errno) }
    }

    /// A directory and every directory below it.
    static func tree(_ path: String) throws {
        guard let entries = FileManager.default.enumerator(atPath: path) else { return try directory(path) }
        for case let name as String in entries
        where entries.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
            try directory(path + "/" + name)
        }
        try directory(path)
    }
}
