import CPosix
import Glibc

/// Goes through all that lies below a directory. One that cannot be read is an error, never an empty one. Blocks.
public struct DirectoryWalk: Sendable {
    public struct Entry: Sendable, Equatable {
        public enum Kind: Sendable { case file, directory, other }

        /// Below the directory that is walked. Bytes that are no UTF-8 are shown as U+FFFD.
        public var path: String
        public var kind: Kind
        public var bytes: Int64
        /// When its contents were last written, microseconds since the epoch.
        public var modifiedUs: Int64
    }

    private let faults: DiskFaults
    private let isDeep: Bool

    /// - Parameter isDeep: goes into the directories that it finds.
    public init(faults: DiskFaults = .none, isDeep: Bool = true) {
        self.faults = faults
        self.isDeep = isDeep
    }

    /// Calls `body` with everything below a directory, a directory before what is in it. What is removed meanwhile is left
    /// out; links are not followed.
    ///
    /// - Parameters:
    ///   - unreadable: hears of a directory that cannot be read or looked into, by its path below the one that is walked
    ///     (empty: that one); the walk goes on beside it. Throws, unless given, what made it so.
    /// - Returns: whether the directory is there.
    /// - Throws: what `body` and `unreadable` throw.
    @discardableResult
    public func each(
        below directory: String, unreadable: (String, DiskError) throws -> Void = { throw $1 },
        _ body: (Entry) throws -> Void
    ) throws -> Bool {
        let descriptor = entrada_openat(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        if descriptor < 0, errno == ENOENT { return false }
        try look(into: descriptor, errno, Place(root: directory, path: ""), unreadable, body)
        return true
    }

    private struct Place {
        var root: String
        var path: String

        var absolute: String { path.isEmpty ? root : root + "/" + path }
        func below(_ name: String) -> Place { Place(root: root, path: path.isEmpty ? name : path + "/" + name) }
    }

    /// - Parameter descriptor: of the directory, closed here; negative if it could not be opened.
    private func look(
        into descriptor: Int32, _ code: Int32, _ place: Place, _ unreadable: (String, DiskError) throws -> Void,
        _ body: (Entry) throws -> Void
    ) throws {
        guard descriptor >= 0 else { return try unreadable(place.path, DiskError("read", place.absolute, code)) }
        guard let stream = fdopendir(descriptor) else {
            let error = DiskError("read", place.absolute, errno)
            close(descriptor)
            return try unreadable(place.path, error)
        }
        defer { closedir(stream) }
        do { try faults.pass(.list, "read", place.absolute) } catch let error as DiskError {
            return try unreadable(place.path, error)
        }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { try unreadable(place.path, DiskError("read", place.absolute, errno)) }
                return
            }
            // The bytes as they are: a name need not be UTF-8.
            var name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            let own = place.below(String(decoding: name, as: UTF8.self))
            name.append(0)
            var info = stat()
            let found = name.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { fstatat(descriptor, $0, &info, AT_SYMLINK_NOFOLLOW) } ?? -1
                }
            }
            guard found == 0 else {
                if errno == ENOENT { continue }
                // Its names can be read, and nothing that they stand for.
                return try unreadable(place.path, DiskError("look into", place.absolute, errno))
            }
            let modified = Int64(info.st_mtim.tv_sec) * 1_000_000 + Int64(info.st_mtim.tv_nsec) / 1000
            let kind: Entry.Kind =
                switch info.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .directory
                default: .other
                }
            try body(Entry(path: own.path, kind: kind, bytes: Int64(info.st_size), modifiedUs: modified))
            if isDeep, kind == .directory {
                let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
                let below = name.withUnsafeBufferPointer { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { text in
                        text.baseAddress.map { entrada_openat(descriptor, $0, flags, 0) } ?? -1
                    }
                }
                let code = errno
                if below < 0, DiskError.isAbsence(code) { continue }
                try look(into: below, code, own, unreadable, body)
            }
        }
    }
}
