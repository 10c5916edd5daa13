/// A packet of a capture file. Its bytes are valid until the next one is asked for.
struct CapturedPacket {
    var bytes = Bytes.empty
    /// Bytes on the wire, of which the capture may hold less.
    var wireLength = 0
    /// Microseconds since the epoch.
    var time: Int64 = 0
    /// Some blocks of pcapng have no time; `time` is then that of the packet before.
    var hasTime = true
    /// LINKTYPE_ or DLT_ value.
    var linkType: Int32 = 0
    /// Whether `linkType` is one that we read.
    var isKnown = true
}
