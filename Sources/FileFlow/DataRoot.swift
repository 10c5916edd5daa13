import CPosix
public import Failpoints
import Foundation

/// The directory that holds everything, on one filesystem.
public struct DataRoot: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// The directories between which files are moved by rename.
    public static let areas = [
        "captures", "incoming", "processing", "archive", "quarantine", "work", "staging", "warehouse", "state", "trash",
    ]

    public func absolute(_ relative: String) -> String { path + "/" + relative }

    /// Makes the directories, and tries a real rename between all of them: a bind mount or an odd filesystem is found
    /// here and not in the night.
    ///
    /// - Throws: `FileFlowError` that names both directories.
    public func prepare(servers: [String], failpoints: Failpoints = .off) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw FileFlowError.noRoot(path)
        }
        let directories = Self.directories(servers: servers)
        for directory in directories { try make(absolute(directory)) }
        try failpoints.hit(.rootAfterDirectories)
        // A capture that is moved into one of them is durable only if the directory is.
        for parent in Set(directories.map { (absolute($0) as NSString).deletingLastPathComponent }).sorted() {
            try PosixFileSystem().syncDirectory(parent)
        }
        // A name server's own directory may be a mount too, most of all where it pushes its captures to.
        let places = Self.areas + directories.filter { $0.contains("/") && !$0.hasPrefix("log/") }
        try removeProbes(places)
        try probe(places, failpoints)
    }

    /// What must be there before anything is done, relative to the root.
    static func directories(servers: [String]) -> [String] {
        areas + ["reference", "log", "log/runs"]
            + servers.flatMap { server in
                ["captures", "incoming", "processing", "quarantine", "state"].map { "\($0)/\(server)" }
            }
    }

    private func make(_ directory: String) throws {
        if mkdir(directory, 0o750) == 0 { return }
        guard errno == EEXIST else { throw FileFlowError.failed("make the directory", directory, errno) }
    }

    /// What a start that was cut off has left: of this process, or of one that is gone.
    private func removeProbes(_ directories: [String]) throws {
        for directory in directories {
            let path = absolute(directory)
            for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasPrefix(Self.probePrefix)
            {
                guard let pid = Int32(name.dropFirst(Self.probePrefix.count)), pid > 0 else { continue }
                if pid == getpid() || (kill(pid, 0) != 0 && errno == ESRCH) { unlink(path + "/" + name) }
            }
        }
    }

    private static let probePrefix = ".probe-"

    private func probe(_ directories: [String], _ failpoints: Failpoints) throws {
        let name = "\(Self.probePrefix)\(getpid())"
        var from = absolute(directories[0]) + "/" + name
        unlink(from)
        let descriptor = entrada_openat(AT_FDCWD, from, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFlowError.failed("write", from, errno) }
        close(descriptor)
        for area in directories.dropFirst() {
            let to = absolute(area) + "/" + name
            unlink(to)
            if entrada_rename_noreplace(from, to) != 0 {
                let code = errno
                unlink(from)
                throw FileFlowError.notOneFilesystem(
                    from: (from as NSString).deletingLastPathComponent, to: absolute(area), code: code)
            }
            from = to
            try failpoints.hit(.rootAfterProbe)
        }
        unlink(from)
    }
}
