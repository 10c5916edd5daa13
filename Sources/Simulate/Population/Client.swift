/// One resolver that asks the server.
struct Client {
    var ipv4: Address
    var ipv6: Address
    /// TTL or hop limit when its packets arrive here.
    var hopLimit: UInt8
    var roundTripMicroseconds: Int64
    /// TCP ports go up, so that no connection reuses the ports of one just closed.
    var nextTCPPort: UInt16

    mutating func takeTCPPort() -> UInt16 {
        let port = nextTCPPort
        nextTCPPort = port == 65535 ? 1024 : port + 1
        return port
    }
}
