import Foundation

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

    public private(set) var areas: [Area] = []
    /// In the order of their paths.
    public private(set) var files: [File] = []
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

    public init(root: String) {
        for area in Self.names {
            var total = Area(area: area, files: 0, bytes: 0)
            let base = URL(fileURLWithPath: root + "/" + area, isDirectory: true)
            let keys: Set<URLResourceKey> = [.isRegularFileKey, .fileSizeKey, .contentModificationDateKey]
            guard let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: Array(keys)) else {
                continue
            }
            let prefix = base.standardizedFileURL.path + "/"
            for case let url as URL in found {
                guard let values = try? url.resourceValues(forKeys: keys), values.isRegularFile == true else {
                    continue
                }
                let bytes = Int64(values.fileSize ?? 0)
                total.files += 1
                total.bytes += bytes
                let full = url.standardizedFileURL.path
                guard Self.listed.contains(area), full.hasPrefix(prefix) else { continue }
                let path = area + "/" + full.dropFirst(prefix.count)
                let modified = values.contentModificationDate?.timeIntervalSince1970 ?? 0
                let file = File(path: path, bytes: bytes, modifiedUs: Int64(modified * 1e6))
                byPath[path] = file
                files.append(file)
            }
            if total.files > 0 { areas.append(total) }
        }
        files.sort { $0.path < $1.path }
        work = ((try? FileManager.default.contentsOfDirectory(atPath: root + "/work")) ?? []).sorted()
    }

    /// nil when it is not there.
    public func file(at path: String) -> File? { byPath[path] }

    /// Bytes of a file; nil when it is not there.
    func size(of path: String) -> Int64? { byPath[path]?.bytes }
}
