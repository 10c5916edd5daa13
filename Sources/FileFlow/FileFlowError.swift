import Foundation

/// What can go wrong with files. Each says what was tried, where, and what to do.
public enum FileFlowError: Error, Sendable, Equatable, CustomStringConvertible {
    case noRoot(String)
    case notOneFilesystem(from: String, to: String, code: Int32)
    case failed(_ action: String, _ path: String, _ code: Int32)
    case conflict(String)

    public var description: String {
        switch self {
        case .noRoot(let path): "\(path): the data root does not exist. Create it: install -d -m 0750 \(path)"
        case .notOneFilesystem(let from, let to, let code):
            "a file cannot be renamed from \(from) to \(to): \(Self.text(code)). All directories of the data root must be on one "
                + "filesystem that supports RENAME_NOREPLACE (ext4, XFS, Btrfs); is one of them a separate mount?"
        case .failed(let action, let path, let code): "cannot \(action) \(path): \(Self.text(code))\(Self.advice(code))"
        case .conflict(let what): what
        }
    }

    /// The path that something was tried with; `nil`: it is not about one.
    public var path: String? { if case .failed(_, let path, _) = self { path } else { nil } }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func advice(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: ". Free disk space; Entrada then resumes by itself"
        case EACCES, EPERM: ". Does the daemon's user own the data root?"
        case EROFS: ". The filesystem is read-only; see dmesg"
        case EIO: ". The disk reports errors; see dmesg"
        default: ""
        }
    }
}

/// Somebody else has the lock of this data root.
public struct LockHeldError: Error, Sendable, Equatable, CustomStringConvertible {
    public let root: String
    /// Of the daemon; empty if it is not known.
    public let pid: String
    /// No daemon has it, but readers, who keep it for a moment: an `entradactl` that has found no daemon.
    public var isReaders = false

    public var description: String {
        if isReaders {
            return "\(root): an entradactl is still reading the ledger there. Stop it, then start entradad again"
        }
        return
            "another entradad\(pid.isEmpty ? "" : " (pid \(pid))") is already running on \(root). See entradactl status, or "
            + "use another --data-root"
    }
}
