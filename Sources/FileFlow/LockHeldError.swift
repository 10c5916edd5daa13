/// Another daemon works on this data root.
public struct LockHeldError: Error, Sendable, Equatable, CustomStringConvertible {
    public let root: String
    public let pid: String

    public var description: String {
        "another entradad\(pid.isEmpty ? "" : " (pid \(pid))") already runs on \(root). Ask it: entradactl status; or give this one "
            + "another --data-root"
    }
}
