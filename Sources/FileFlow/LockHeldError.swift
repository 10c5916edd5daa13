/// Somebody else has the lock of this data root.
public struct LockHeldError: Error, Sendable, Equatable, CustomStringConvertible {
    public let root: String
    /// Of the daemon; empty if it is not known.
    public let pid: String
    /// No daemon has it, but readers, who keep it for a moment: an `entradactl` that has found no daemon.
    public var isReaders = false

    public var description: String {
        if isReaders {
            return "\(root): an entradactl reads the ledger there and does not end. End it, then start this again"
        }
        return
            "another entradad\(pid.isEmpty ? "" : " (pid \(pid))") already runs on \(root). Ask it: entradactl status; or "
            + "give this one another --data-root"
    }
}
