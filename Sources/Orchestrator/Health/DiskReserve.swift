import DurableIO
import FileFlow
import Foundation
import Jobs

/// The room on the disk of the data root: when it is low, and a file that is set aside so that space can still be freed
/// when there is none.
struct DiskReserve: Sendable {
    let root: DataRoot
    let limits: LimitPolicy
    var disk = Disk()

    private var path: String { root.absolute("reserve") }

    /// How much is free, beside the mark.
    enum Level: Sendable, Equatable {
        case enough(Int64), low(Int64)
        /// The system does not tell; why.
        case unknown(String)
    }

    var level: Level {
        do {
            let free = try disk.space(at: root.path).freeBytes
            return free < limits.diskLowMark ? .low(free) : .enough(free)
        } catch { return .unknown("\(error)") }
    }

    /// Bytes that are free; nil when the system does not tell.
    private var freeBytes: Int64? {
        switch level {
        case .enough(let bytes), .low(let bytes): bytes
        case .unknown: nil
        }
    }

    /// With less than the mark only what frees space is started; so, too, as long as nobody knows how much there is.
    var isLow: Bool { if case .enough = level { false } else { true } }

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
