import Foundation

/// A file system of a few pages in memory.
final class SmallDisk {
    private let path: String
    private var isMounted = true

    /// Whether this account may mount: tried once.
    static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TestFolder() else { return false }
        return (try? SmallDisk(at: folder.path, sizeBytes: 4096).unmount()) != nil
    }()

    init(at path: String, sizeBytes: Int) throws {
        self.path = path
        try Program.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(sizeBytes)", "none", path])
    }

    func unmount() throws {
        guard isMounted else { return }
        isMounted = false
        try Program.run("/usr/bin/umount", [path])
    }

    deinit { try? unmount() }
}
