public import DurableIO

/// All files below a data root, by area. Blocks.
public struct DataRootWalk: Sendable {
    /// A directory of the data root, and what lies in it.
    public struct Area: Codable, Sendable, Equatable {
        public var area: String
        public var files: Int64
        public var bytes: Int64
    }

    public struct File: Sendable {
        /// Relative to the data root.
        public var path: String
        public var bytes: Int64
        /// When its contents were last written, microseconds since the epoch.
        public var modifiedUs: Int64
    }

    /// A directory that nobody could look into: what is in it is not known, and is not missing.
    public struct Unreadable: Sendable, Equatable {
        /// Relative to the data root.
        public var path: String
        /// What the system said.
        public var reason: String
    }

    public private(set) var areas: [Area] = []
    /// In the order of their paths.
    public private(set) var files: [File] = []
    public private(set) var unreadable: [Unreadable] = []
    /// Names in `work/`.
    private(set) var work: [String] = []
    private var byPath: [String: File] = [:]

    private static let names = [
        "archive", "incoming", "processing", "quarantine", "staging", "state", "warehouse", "captures", "reference",
        "trash", "work", "log",
    ]
    /// Areas whose files are looked at one by one.
    private static let listed: Set<String> = [
        "archive", "incoming", "processing", "quarantine", "staging", "state", "warehouse", "captures", "log",
    ]

    /// - Parameter faults: which directories cannot be read, for tests.
    /// - Throws: what the faults throw; a directory that cannot be read is no error here.
    public init(root: String, faults: DiskFaults = .none) throws {
        let walk = DirectoryWalk(faults: faults)
        for area in Self.names {
            var total = Area(area: area, files: 0, bytes: 0)
            var hidden: [Unreadable] = []
            try walk.each(below: root + "/" + area) { path, error in
                hidden.append(Unreadable(path: path.isEmpty ? area : area + "/" + path, reason: error.reason))
            } _: { entry in
                if area == "work", !entry.path.contains("/") { work.append(entry.path) }
                guard entry.kind == .file else { return }
                total.files += 1
                total.bytes += entry.bytes
                guard Self.listed.contains(area) else { return }
                let file = File(path: area + "/" + entry.path, bytes: entry.bytes, modifiedUs: entry.modifiedUs)
                byPath[file.path] = file
                files.append(file)
            }
            unreadable += hidden
            if total.files > 0 { areas.append(total) }
        }
        files.sort { $0.path < $1.path }
        work.sort()
    }

    /// nil when it is not there, or nobody can tell: see `isHidden`.
    public func file(at path: String) -> File? { byPath[path] }

    /// Bytes of a file; nil when it is not there, or nobody can tell.
    func size(of path: String) -> Int64? { byPath[path]?.bytes }

    /// Whether nobody can tell if there is a file at a path: a directory above it cannot be read.
    public func isHidden(_ path: String) -> Bool {
        byPath[path] == nil && unreadable.contains { path.hasPrefix($0.path + "/") }
    }
}
