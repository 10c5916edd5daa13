import FileFlow
import Glibc
import Synchronization

/// The real file system until its `limit`-th changing step; that one and all later ones fail with an error of the system,
/// until somebody mends it.
final class FailingDisk: DurableFileSystem {
    private struct State {
        var limit = Int.max
        var code: Int32 = EIO
        var steps = 0
    }

    private let real = PosixFileSystem()
    private let state = Mutex(State())

    /// From so many more steps on everything fails.
    func fail(after limit: Int, _ code: Int32) {
        state.withLock { $0 = State(limit: limit, code: code) }
    }

    func mend() { state.withLock { $0.limit = Int.max } }

    var steps: Int { state.withLock { $0.steps } }
    var hasFailed: Bool { state.withLock { $0.steps > $0.limit } }

    private func step<T>(_ action: String, _ path: String, _ body: () throws -> T) throws -> T {
        let code: Int32? = state.withLock { state in
            state.steps += 1
            return state.steps > state.limit ? state.code : nil
        }
        if let code { throw FileFlowError.failed(action, path, code) }
        return try body()
    }

    func stamp(_ path: String) throws -> FileStamp? { try real.stamp(path) }
    func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest {
        try real.digest(path, firstBytes: firstBytes)
    }
    func renameNoReplace(_ from: String, _ to: String) throws {
        try step("rename", to) { try real.renameNoReplace(from, to) }
    }
    func syncFile(_ path: String) throws { try step("sync", path) { try real.syncFile(path) } }
    func syncDirectory(_ path: String) throws { try step("sync", path) { try real.syncDirectory(path) } }
    func makeDirectory(_ path: String) throws { try step("make the directory", path) { try real.makeDirectory(path) } }
    func remove(_ path: String) throws { try step("remove", path) { try real.remove(path) } }
    func removeTree(_ path: String) throws { try step("remove", path) { try real.removeTree(path) } }
    func write(_ bytes: [UInt8], to path: String) throws { try step("write", path) { try real.write(bytes, to: path) } }
    func list(_ directory: String) throws -> [String] { try real.list(directory) }
    func isDirectory(_ path: String) -> Bool { real.isDirectory(path) }
    func changedUs(_ path: String) -> Int64? { real.changedUs(path) }
}
