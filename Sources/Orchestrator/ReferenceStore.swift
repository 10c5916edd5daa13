import Failpoints
import FileFlow
import Foundation
import Jobs
import Model

/// Reference data that the job `refresh` has fetched, below `reference/`. A version replaces another by one rename;
/// workers that have the old one open keep it until they end. Blocks.
struct ReferenceStore: Sendable {
    let root: DataRoot
    var failpoints = Failpoints.off

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
    func existing(_ kind: ReferenceKind) -> String? {
        let path = path(of: kind)
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Resolver lists, by what their files are called (`Google.0`).
    func resolverLists() -> [(name: String, path: String)] {
        let directory = root.absolute("reference/resolvers")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { file in
            let parts = file.split(separator: ".")
            guard parts.count == 2, Int(parts[1]) != nil else { return nil }
            return (String(parts[0]), directory + "/" + file)
        }
    }

    /// What the source said of the version that is here; nil if nothing is known, or it is from elsewhere.
    func source(of kind: ReferenceKind, url: String) -> Source? {
        guard existing(kind) != nil, let data = FileManager.default.contents(atPath: path(of: kind) + ".json"),
            let source = try? JSONDecoder().decode(Source.self, from: data), source.url == url
        else { return nil }
        return source
    }

    /// Makes a checked download the current version.
    func replace(_ kind: ReferenceKind, with partial: String, _ source: Source) throws {
        let path = path(of: kind)
        let encoder = JSONEncoder.stable(pretty: true)
        // First the old description goes: one that does not belong to its file would make a later answer "unchanged".
        unlink(path + ".json")
        try failpoints.hit(.refreshAfterForget)
        try move(partial, path)
        try failpoints.hit(.refreshAfterReplace)
        try encoder.encode(source).write(to: URL(filePath: path + ".json.part"))
        try FileSync.file(path + ".json.part")
        try failpoints.hit(.refreshAfterDescribe)
        try move(path + ".json.part", path + ".json")
        try FileSync.directory((path as NSString).deletingLastPathComponent)
    }

    private func move(_ from: String, _ to: String) throws {
        guard rename(from, to) == 0 else {
            throw RunFailure("cannot replace \(to): \(String(cString: strerror(errno)))", mayBeDisk: true)
        }
    }
}
