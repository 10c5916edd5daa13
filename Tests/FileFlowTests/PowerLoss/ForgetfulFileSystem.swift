import FileFlow
import Foundation
import Synchronization

/// The durable operations on a simulated disk. Before each change `observe` is called with the disk as it is.
final class ForgetfulFileSystem: DurableFileSystem {
    private let state: Mutex<Disk>
    private let observe: @Sendable (Disk, String) -> Void

    init(_ disk: Disk, observe: @escaping @Sendable (Disk, String) -> Void = { _, _ in }) {
        state = Mutex(disk)
        self.observe = observe
    }

    var disk: Disk { state.withLock { $0 } }

    private func change(_ label: String, _ path: String, _ body: (inout Disk) throws(DiskError) -> Void) throws {
        observe(disk, label + " " + path)
        do { try state.withLock { disk throws(DiskError) in try body(&disk) } } catch {
            throw FileFlowError.failed(label, path, error.code)
        }
    }

    /// A change that somebody else makes: a worker, a name server. It is not synced.
    func put(_ text: String, at path: String) throws {
        try change("put", path) { disk throws(DiskError) in try disk.put(Array(text.utf8), at: path) }
    }

    func renameNoReplace(_ from: String, _ to: String) throws {
        try change("rename", from) { disk throws(DiskError) in try disk.rename(from, to) }
    }
    func syncFile(_ path: String) throws {
        try change("sync", path) { disk throws(DiskError) in try disk.syncFile(path) }
    }
    func syncDirectory(_ path: String) throws {
        try change("sync", path) { disk throws(DiskError) in try disk.syncDirectory(path) }
    }
    func makeDirectory(_ path: String) throws {
        try change("mkdir", path) { disk throws(DiskError) in try disk.makeDirectory(path) }
    }
    func remove(_ path: String) throws {
        try change("remove", path) { disk throws(DiskError) in try disk.remove(path) }
    }
    func removeTree(_ path: String) throws {
        for name in try list(path) { try removeTree(path + "/" + name) }
        try remove(path)
    }
    func write(_ bytes: [UInt8], to path: String) throws {
        // Truncated before anything is written.
        try change("truncate", path) { disk throws(DiskError) in try disk.put([], at: path) }
        try change("write", path) { disk throws(DiskError) in try disk.put(bytes, at: path) }
        try syncFile(path)
    }

    func stamp(_ path: String) throws -> FileStamp? {
        let disk = disk
        guard let node = disk.find(path) else { return nil }
        return FileStamp(sizeBytes: Int64(disk.nodes[node].content.count), modifiedUs: 1)
    }
    func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest {
        let disk = disk
        guard let node = disk.find(path) else { throw FileFlowError.failed("open", path, ENOENT) }
        let bytes = disk.nodes[node].content.prefix(firstBytes.map(Int.init) ?? .max)
        // The content itself serves as its hash: no two are alike.
        return FileDigest(sha256: String(decoding: bytes, as: UTF8.self), sizeBytes: Int64(bytes.count))
    }
    func list(_ directory: String) throws -> [String] {
        let disk = disk
        guard let node = disk.find(directory), disk.nodes[node].isDirectory else { return [] }
        return disk.nodes[node].entries.keys.sorted()
    }
    func isDirectory(_ path: String) -> Bool { disk.isDirectory(path) }
    func changedUs(_ path: String) -> Int64? {
        let disk = disk
        return disk.find(path).map { disk.nodes[$0].changedUs }
    }
}
