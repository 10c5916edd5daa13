extension PagesListener {
    /// Whether only this machine can reach the pages.
    public var isLoopback: Bool { ListenAddress(host: host, port: port).isLoopback }
}
