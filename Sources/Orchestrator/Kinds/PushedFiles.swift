import CPosix
import FileFlow
import Foundation
import Ledger
import Scheduling

/// Files that name servers push into `captures/<server>/` by themselves: everything there that the ledger does not know.
struct PushedFiles: Sendable {
    struct File: Sendable {
        var server: String
        var name: String
        var sizeBytes: Int64
        var modifiedUs: Int64
        var changedUs: Int64
    }

    let site: Site
    let servers: [String]

    /// Those that have not changed for `quiet`, the oldest first.
    func stable(quiet: Duration) async throws -> [File] {
        let (root, servers) = (site.root, servers)
        let now = site.now()
        let found = try await site.threads.run { try servers.flatMap { try Self.scan(root: root, server: $0) } }
        let candidates = found.filter { file in
            // A time of the name server's that our clock has not reached says nothing; when its entry last changed here
            // does, unless our own clock was set back since.
            let since = file.modifiedUs <= now ? file.modifiedUs : file.changedUs
            return Planner.isOver(quiet.wholeMicroseconds, since: since, now)
        }
        guard !candidates.isEmpty else { return [] }
        return try await site.ledger.read { view in
            try candidates.filter { file in
                try !view.knows(path: "captures/\(file.server)/\(file.name)") && !Self.isDownload(file, view)
            }
            .sorted { ($0.modifiedUs, $0.name) < ($1.modifiedUs, $1.name) }
        }
    }

    /// Whether a fetch has just given the file its name and will tell the ledger in a moment (or will fetch it again).
    private static func isDownload(_ file: File, _ view: LedgerView) throws -> Bool {
        guard let dash = file.name.firstIndex(of: "-"), let id = Int64(file.name[..<dash]),
            let capture = try view.capture(id)
        else { return false }
        return capture.state == .announced && capture.server == file.server && capture.localName == file.name
    }

    private static func scan(root: DataRoot, server: String) throws -> [File] {
        let directory = root.absolute("captures/\(server)")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return names.compactMap { name in
            if name.hasPrefix(".") || name.hasSuffix(".part") || name.hasSuffix(".tmp") { return nil }
            var info = stat()
            guard lstat(directory + "/" + name, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
            let modified = Int64(info.st_mtim.tv_sec) * 1_000_000 + Int64(info.st_mtim.tv_nsec) / 1000
            let changed = Int64(info.st_ctim.tv_sec) * 1_000_000 + Int64(info.st_ctim.tv_nsec) / 1000
            return File(
                server: server, name: name, sizeBytes: Int64(info.st_size), modifiedUs: modified, changedUs: changed)
        }
    }
}
