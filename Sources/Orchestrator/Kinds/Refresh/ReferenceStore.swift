import DurableIO
import Failpoints
import FileFlow
import Foundation
import Jobs
import Model

/// Reference data that the job `refresh` has fetched, below `reference/`. A version replaces another by one rename;
/// workers that have the old one open keep it until they end. Blocks; throws `DiskError`.
struct ReferenceStore: Sendable {
    let root: DataRoot
    var failpoints = Failpoints.off
    var disk = Disk()

    /// What is known of a version: written beside it, after it.
    struct Source: Codable, Equatable {
        var url: String
        var etag: String?
        var lastModified: String?
        var sha256: String
        var bytes: Int64
        /// Microseconds since the epoch.
        var fetchedUs: Int64
    }

    func path(of kind: ReferenceKind) -> String { root.absolute("reference/" + kind.fileName) }

    /// The path of a kind, if there is a good version.
    ///
    /// - Throws: `DiskError` if nobody can tell: rows must not lack what is there.
    func existing(_ kind: ReferenceKind) throws -> String? {
        let path = path(of: kind)
        return try disk.exists(path) ? path : nil
    }

    /// Resolver lists, by what their files are called (`Google.0`).
    ///
    /// - Throws: `DiskError` if the directory is there and cannot be read.
    func resolverLists() throws -> [(name: String, path: String)] {
        let directory = root.absolute("reference/resolvers")
        return try (disk.list(directory) ?? []).compactMap { file in
            let parts = file.split(separator: ".")
            guard parts.count == 2, Int(parts[1]) != nil else { return nil }
            return (String(parts[0]), directory + "/" + file)
        }
    }

    /// What the source said of the version that is here; nil if nothing is known, or it is from elsewhere: then all of it
    /// is fetched again, which is never wrong.
    func source(of kind: ReferenceKind, url: String) throws -> Source? {
        guard try existing(kind) != nil, let data = FileManager.default.contents(atPath: path(of: kind) + ".json"),
            let source = try? JSONDecoder().decode(Source.self, from: data), source.url == url
        else { return nil }
        return source
    }

    /// Makes a checked download the current version.
    func replace(_ kind: ReferenceKind, with partial: String, _ source: Source) throws {
        let path = path(of: kind)
        let encoder = JSONEncoder.stable(pretty: true)
        // First the old description goes: one that does not belong to its file would make a later answer "unchanged".
        try disk.remove(path + ".json")
        try failpoints.hit(.refreshAfterForget)
        try disk.rename(partial, over: path)
        try failpoints.hit(.refreshAfterReplace)
        try disk.write(Array(encoder.encode(source)), to: path + ".json.part")
        try failpoints.hit(.refreshAfterDescribe)
        try disk.rename(path + ".json.part", over: path + ".json")
        try disk.syncDirectory(Disk.parent(of: path))
    }
}
