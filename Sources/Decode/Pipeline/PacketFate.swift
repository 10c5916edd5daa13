/// What became of a packet that was not rejected: exactly one of these.
enum PacketFate: Int, CaseIterable {
    /// A datagram with a DNS message, which is in a row or waits for its other half.
    case datagram
    /// A segment of a DNS connection: data, of which messages are made, or what opens and closes it.
    case segment
    /// A piece of a datagram whose other pieces had not come yet.
    case fragment
    /// A row of the table `icmp`.
    case icmp
    /// Nothing that is read: another port, another protocol, a frame without IP.
    case other
}
