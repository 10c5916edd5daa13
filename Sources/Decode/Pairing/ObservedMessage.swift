/// One message and the datagram or stream that carried it.
struct ObservedMessage: BitwiseCopyable {
    var time: Int64
    /// 0: the frame was in an earlier capture.
    var frame: Int64
    var ttl: UInt8
    var dontFragment: Bool
    var isTruncated: Bool
    var fragments: Int32
    /// Declared length of the message, bytes.
    var length: Int32
    var message: Message
    var bytes: Bytes

    /// Nothing of it is there.
    static var absent: ObservedMessage {
        ObservedMessage(
            time: 0, frame: 0, ttl: 0, dontFragment: false, isTruncated: false, fragments: 0, length: 0,
            message: Message(), bytes: Bytes.empty)
    }
}

extension ObservedMessage {
    @inline(__always)
    init(_ carried: TransportMessage, _ message: Message, isTruncated: Bool) {
        self.init(
            time: carried.datagram.time, frame: carried.datagram.frame, ttl: carried.datagram.ttl,
            dontFragment: carried.datagram.dontFragment, isTruncated: isTruncated,
            fragments: carried.datagram.fragments, length: Int32(truncatingIfNeeded: carried.declaredLength),
            message: message, bytes: carried.bytes)
    }
}
