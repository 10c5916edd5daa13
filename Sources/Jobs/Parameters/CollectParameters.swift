/// Parameters of a job of kind `collect`.
public struct CollectParameters: Hashable, Sendable {
    /// The address that datagrams are received on.
    public var listen: String
    /// The UDP port that datagrams are received on.
    public var port: Int
    /// How long the collector writes into one file.
    public var rotate: Duration

    public init(
        listen: String = "127.0.0.1", port: Int = 2055, rotate: Duration = .seconds(300)
    ) {
        self.listen = listen
        self.port = port
        self.rotate = rotate
    }
}
