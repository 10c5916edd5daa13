/// Where `entradactl` reaches the daemon, and who may use it.
public struct ControlSocket: Hashable, Sendable {
    /// The unix socket.
    public var path: String
    /// Members may start, stop and change; nil is root and the daemon's own user only.
    public var operatorGroup: String?
    /// Members may look.
    public var readerGroup: String?
    /// Where the same is had over TCP, by who shows a token; nil: nowhere.
    public var listen: ListenAddress?

    public init(
        path: String = "/run/entrada/control.sock", operatorGroup: String? = nil, readerGroup: String? = nil,
        listen: ListenAddress? = nil
    ) {
        self.path = path
        self.operatorGroup = operatorGroup
        self.readerGroup = readerGroup
        self.listen = listen
    }
}
