import CPosix
import FileFlow
import FileNames
import Foundation
import Ledger
import Model
import Scheduling

/// Files that name servers push into `captures/<server>/` by themselves: everything there that the ledger does not know.
struct PushedFiles: Sendable {
    struct File: Sendable {
        var server: String
        var name: FileName
        var sizeBytes: Int64
        var modifiedUs: Int64
        var changedUs: Int64

        /// What it is called before it is adopted: its own name, unless that cannot be a path in the ledger or is long.
        var localName: String { name.asPath.map(LocalName.shortened) ?? LocalName.shortened(name.text) }
        var path: String { "captures/\(server)/\(localName)" }
        /// Where the ledger may know it: as it is called, and as it will be.
        var places: Set<String> {
            Set([path] + [name.asPath].compactMap { $0 }.map { "captures/\(server)/\($0)" })
        }
        var needsRename: Bool { name.bytes != Array(localName.utf8) }
    }

    let dependencies: Dependencies
    let servers: [String]

    /// Those that have not changed for `quiet`, the oldest first.
    func stable(quiet: Duration) async throws -> [File] {
        let (root, servers) = (dependencies.root, servers)
        let now = dependencies.now()
        let found = try await dependencies.threads.run(.bulk) {
            try servers.flatMap { try Self.scan(root: root, server: $0) }
        }
        let candidates = found.filter { file in
            // A time of the name server's that our clock has not reached says nothing; when its entry last changed here
            // does, unless our own clock was set back since.
            let since = file.modifiedUs <= now ? file.modifiedUs : file.changedUs
            return PlanContext.isOver(quiet.wholeMicroseconds, since: since, now)
        }
        guard !candidates.isEmpty else { return [] }
        return try await dependencies.ledger.read { view in
            // One that is to be renamed waits until nothing has the new name any more.
            try candidates.filter { file in
                try !file.places.contains { try view.knows(path: $0) } && !Self.isDownload(file, view)
            }
            .sorted { ($0.modifiedUs, $0.name) < ($1.modifiedUs, $1.name) }
        }
    }

    /// Gives files the names that the ledger can have, where they differ. What has gone, or finds its new name taken, is
    /// left out: the next scan sees it again.
    func renamed(_ files: [File]) async throws -> [File] {
        let root = dependencies.root
        return try await dependencies.threads.run {
            try files.filter { file in
                guard file.needsRename else { return true }
                let (directory, target) = (root.absolute("captures/\(file.server)"), root.absolute(file.path))
                let source = Array((directory + "/").utf8) + file.name.bytes
                let code = FileName.withCString(source) { entrada_rename_noreplace($0, target) == 0 ? 0 : errno }
                if code == 0 { return true }
                if code == ENOENT || code == EEXIST { return false }
                throw FileFlowError.failed("rename \(file.name) to", target, code)
            }
        }
    }

    /// Whether a fetch has just given the file its name and will tell the ledger in a moment (or will fetch it again).
    private static func isDownload(_ file: File, _ view: LedgerView) throws -> Bool {
        let name = file.name.text
        guard let dash = name.firstIndex(of: "-"), let id = Int64(name[..<dash]), let capture = try view.capture(id)
        else { return false }
        return capture.state == .announced && capture.server == file.server
            && FileName(capture.localName) == file.name
    }

    private static func scan(root: DataRoot, server: String) throws -> [File] {
        let directory = root.absolute("captures/\(server)")
        guard let stream = opendir(directory) else { throw FileFlowError.failed("list", directory, errno) }
        defer { closedir(stream) }
        var files: [File] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileFlowError.failed("list", directory, errno) }
                return files
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { FileName(bytes: $0.prefix { $0 != 0 }) }
            if name.isHidden || name.hasSuffix(".part") || name.hasSuffix(".tmp") { continue }
            var info = stat()
            let path = Array((directory + "/").utf8) + name.bytes
            guard FileName.withCString(path, { lstat($0, &info) }) == 0, info.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            let modified = Int64(info.st_mtim.tv_sec) * 1_000_000 + Int64(info.st_mtim.tv_nsec) / 1000
            let changed = Int64(info.st_ctim.tv_sec) * 1_000_000 + Int64(info.st_ctim.tv_nsec) / 1000
            files.append(
                File(
                    server: server, name: name, sizeBytes: Int64(info.st_size), modifiedUs: modified,
                    changedUs: changed))
        }
    }
}
