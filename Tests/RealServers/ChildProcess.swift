package import Glibc

/// A program started with nothing but a pipe for what it writes. Foundation's `Process` is no choice: whatever is started at
/// the same moment inherits the descriptor by which it learns of the end, and a server keeps it.
package final class ChildProcess: Sendable {
    package struct NotStarted: Error {
        var path: String
        var errno: Int32
    }

    package let identifier: pid_t
    private let output: Int32

    /// - Parameter keepsErrors: whether what it writes to standard error comes with its output, or is dropped.
    package init(_ path: String, _ arguments: [String], keepsErrors: Bool = true) throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw NotStarted(path: path, errno: errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        if keepsErrors {
            posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, &words, environ)
        close(ends[1])
        output = ends[0]
        identifier = child
        if code != 0 {
            close(ends[0])
            throw NotStarted(path: path, errno: code)
        }
    }

    deinit { close(output) }

    /// Waits for output; empty at its end.
    package func readOutput() -> String { String(decoding: readBytes(), as: UTF8.self) }

    /// Waits for output; empty at its end.
    package func readBytes() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(output, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }

    /// All that it still writes until its end.
    package func readAll() -> [UInt8] {
        var all: [UInt8] = []
        while case let more = readBytes(), !more.isEmpty { all += more }
        return all
    }

    /// Waits for the end: the exit code, or 128 + the signal.
    package func wait() -> Int32 { waitWithPeak().code }

    /// Waits for the end, and gives the most memory that the program had at a time (resident), too.
    package func waitWithPeak() -> (code: Int32, peakMegabytes: Double) {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(identifier, &status, 0, &usage) < 0 && errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return (code, Double(usage.ru_maxrss) * 1024 / 1e6)
    }
}
