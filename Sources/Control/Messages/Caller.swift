/// Who is at the other end: of the socket, as the kernel says (SO_PEERCRED, unix(7)), or of a TCP connection, by token.
public struct Caller: Sendable, Codable, Equatable {
    public var uid: UInt32
    public var pid: Int32
    /// The user's name; the number where it has none.
    public var name: String
    /// The name of the token that was shown; nil: it came through the socket.
    public var token: String?

    public init(uid: UInt32, pid: Int32, name: String) {
        self.uid = uid
        self.pid = pid
        self.name = name
    }

    /// Nobody on this machine; no user has this number.
    public init(token: String) {
        self.init(uid: .max, pid: 0, name: token)
        self.token = token
    }

    /// As the audit trail keeps it: `name(uid)`, or `token:NAME`.
    public var who: String { token.map { "token:\($0)" } ?? "\(name)(\(uid))" }
}
