/// Who is at the other end of the socket, as the kernel says (SO_PEERCRED, unix(7)).
public struct Caller: Sendable, Codable, Equatable {
    public var uid: UInt32
    public var pid: Int32
    /// The user's name; the number where it has none.
    public var name: String

    public init(uid: UInt32, pid: Int32, name: String) {
        self.uid = uid
        self.pid = pid
        self.name = name
    }

    /// As the audit trail keeps it: `name(uid)`.
    public var who: String { "\(name)(\(uid))" }
}
