/// An IP datagram's header and where it came from.
struct Datagram: BitwiseCopyable {
    var time: Int64
    /// Number of the frame in its capture, from 1; 0: not in this capture.
    var frame: Int64
    var source: IPAddress
    var destination: IPAddress
    var ttl: UInt8
    var transport: UInt8
    var dontFragment: Bool
    /// The capture cut the packet short.
    var isTruncated: Bool
    /// Bytes at its end that the capture has cut off.
    var missing: Int32 = 0
    /// Fragments that it came in; 0: whole.
    var fragments: Int32
    /// Declared length of the datagram, bytes.
    var length: Int32
}
