/// A DNS message as its transport has carried it.
struct TransportMessage {
    /// Addresses and what the packet says that it was whole with; truncated: the capture lacks the message's end.
    var datagram: Datagram
    /// Ports.
    var source: UInt16
    var destination: UInt16
    var bytes: Bytes
    var declaredLength: Int
    /// Of the handshake, microseconds; −1: unknown, or another message has it.
    var roundTrip: Int64 = -1
    /// Who has asked, if a proxy stands between and says so.
    var proxied: ProxiedClient?
}

/// Takes messages of streams. What they point to is valid during the call only.
protocol StreamSink: AnyObject {
    func take(_ message: TransportMessage)
}
