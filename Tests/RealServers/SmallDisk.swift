import Foundation

/// A file system of a few pages in memory.
package final class SmallDisk {
    private let path: String
    private var isMounted = true

    /// Whether this account may mount: tried once.
    package static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TestFolder() else { return false }
        return (try? SmallDisk(at: folder.path, sizeBytes: 4096).unmount()) != nil
    }()

    package init(at path: String, sizeBytes: Int) throws {
        self.path = path
        try Program.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(sizeBytes)", "none", path])
    }

    /// Without a way to write to it, as after an error of the disk.
    package func setReadOnly(_ isReadOnly: Bool) throws {
        try Program.run("/usr/bin/mount", ["-o", "remount," + (isReadOnly ? "ro" : "rw"), path])
    }

    package func unmount() throws {
        guard isMounted else { return }
        isMounted = false
        try Program.run("/usr/bin/umount", [path])
    }

    deinit { try? unmount() }
}
