/// The link layer of the packets; the raw value is the one of the file header (tcpdump.org/linktypes.html).
public enum LinkType: UInt32, Sendable {
    case ethernet = 1
}
