import CPosix
import FileFlow
import Foundation
import Jobs

/// The room on the disk of the data root: when it is low, and a file that is set aside so that space can still be freed
/// when there is none.
struct DiskReserve: Sendable {
    let root: DataRoot
    let limits: LimitPolicy

    private var path: String { root.absolute("reserve") }

    /// Bytes that are free; nil when the system does not tell.
    var freeBytes: Int64? {
        var free: UInt64 = 0
        var total: UInt64 = 0
        return entrada_disk_space(root.path, &free, &total) == 0 ? Int64(clamping: free) : nil
    }

    /// With less than the mark only what frees space is started.
    var isLow: Bool { freeBytes.map { $0 < limits.diskLowMark } ?? false }

    /// Makes the file, when there is room for it and the mark.
    func setAside() {
        guard limits.diskReserve > 0, let freeBytes, freeBytes > limits.diskLowMark + limits.diskReserve,
            !FileManager.default.fileExists(atPath: path)
        else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(limits.diskReserve)) != 0 { unlink(path) }
    }

    /// Gives the file up when hardly anything is left beside it.
    func giveUpIfFull() {
        if let freeBytes, freeBytes < max(1 << 20, limits.diskReserve / 4) { unlink(path) }
    }
}
