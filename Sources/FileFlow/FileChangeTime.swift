import Foundation

/// When a file's entry last changed (ctime), microseconds since the epoch.
enum FileChangeTime {
    static func of(_ path: String) -> Int64? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        return Int64(info.st_ctim.tv_sec) * 1_000_000 + Int64(info.st_ctim.tv_nsec) / 1000
    }
}
