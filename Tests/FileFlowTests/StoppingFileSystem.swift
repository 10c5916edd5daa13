import FileFlow
import Synchronization

/// The real file system until its `limit`-th changing step; that one and all later ones fail, as if the machine had died
/// there. What was done before is done.
final class StoppingFileSystem: DurableFileSystem {
    struct Died: Error {}

    private let real = PosixFileSystem()
    private let left: Mutex<Int>
    private let done = Mutex<[String]>([])

    init(limit: Int) { left = Mutex(limit) }

    /// The steps that were done, in order.
    var steps: [String] { done.withLock { $0 } }

    private func step<T>(_ name: String, _ body: () throws -> T) throws -> T {
        let mayGoOn = left.withLock {
            $0 -= 1
            return $0 >= 0
        }
        guard mayGoOn else { throw Died() }
        let result = try body()
        done.withLock { $0.append(name) }
        return result
    }

    func stamp(_ path: String) throws -> FileStamp? { try real.stamp(path) }
    func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest {
        try real.digest(path, firstBytes: firstBytes)
    }
    func renameNoReplace(_ from: String, _ to: String) throws {
        try step("rename") { try real.renameNoReplace(from, to) }
    }
    func syncFile(_ path: String) throws { try step("sync file") { try real.syncFile(path) } }
    func syncDirectory(_ path: String) throws { try step("sync directory") { try real.syncDirectory(path) } }
    func makeDirectories(_ path: String) throws { try step("make directories") { try real.makeDirectories(path) } }
    func makeDirectory(_ path: String) throws { try step("make directory") { try real.makeDirectory(path) } }
    func removeTree(_ path: String) throws { try step("remove tree") { try real.removeTree(path) } }
    func remove(_ path: String) throws { try step("remove") { try real.remove(path) } }
    func write(_ bytes: [UInt8], to path: String) throws { try step("write") { try real.write(bytes, to: path) } }
    func list(_ directory: String) throws -> [String] { try real.list(directory) }
    func isDirectory(_ path: String) -> Bool { real.isDirectory(path) }
    func changedUs(_ path: String) -> Int64? { real.changedUs(path) }
}
