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
