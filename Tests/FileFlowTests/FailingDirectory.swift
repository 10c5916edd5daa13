import FileFlow

/// The real file system, but nothing can be renamed into one directory (a disk quota, a permission that was lost).
struct FailingDirectory: DurableFileSystem {
    let directory: String
    private let real = PosixFileSystem()

    init(_ directory: String) { self.directory = directory }

    func renameNoReplace(_ from: String, _ to: String) throws {
        if to.hasPrefix(directory) { throw FileFlowError.failed("rename \(from) to", to, 13) }
        try real.renameNoReplace(from, to)
    }
    func stamp(_ path: String) throws -> FileStamp? { try real.stamp(path) }
    func digest(_ path: String, firstBytes: Int64?) throws -> FileDigest {
        try real.digest(path, firstBytes: firstBytes)
    }
    func syncFile(_ path: String) throws { try real.syncFile(path) }
    func syncDirectory(_ path: String) throws { try real.syncDirectory(path) }
    func makeDirectories(_ path: String) throws { try real.makeDirectories(path) }
    func makeDirectory(_ path: String) throws { try real.makeDirectory(path) }
    func removeTree(_ path: String) throws { try real.removeTree(path) }
    func remove(_ path: String) throws { try real.remove(path) }
    func write(_ bytes: [UInt8], to path: String) throws { try real.write(bytes, to: path) }
    func list(_ directory: String) throws -> [String] { try real.list(directory) }
    func isDirectory(_ path: String) -> Bool { real.isDirectory(path) }
    func changedUs(_ path: String) -> Int64? { real.changedUs(path) }
}
