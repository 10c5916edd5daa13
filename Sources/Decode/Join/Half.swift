/// One message and the datagram or stream that carried it.
struct Half: BitwiseCopyable {
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
}
