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

/// The packet that bytes of a stream came in: what a row takes from it.
struct Carrier: BitwiseCopyable {
    var time: Int64
    /// Number of the frame in its capture, from 1; 0: not in this capture.
    var frame: Int64
    var ttl: UInt8
    var dontFragment: Bool
    /// Fragments that the packet came in; 0: whole.
    var fragments: Int32

    init(time: Int64, frame: Int64 = 0, ttl: UInt8 = 0, dontFragment: Bool = false, fragments: Int32 = 0) {
        self.time = time
        self.frame = frame
        self.ttl = ttl
        self.dontFragment = dontFragment
        self.fragments = fragments
    }

    @inline(__always)
    init(_ datagram: Datagram) {
        self.init(
            time: datagram.time, frame: datagram.frame, ttl: datagram.ttl, dontFragment: datagram.dontFragment,
            fragments: datagram.fragments)
    }

    /// Of two packets that hold parts of a message, the one with which it was whole: the later one.
    func orLater(_ other: Carrier) -> Carrier { other.time >= time ? other : self }
}
