extension FragmentTable {
    /// RFC 791 3.2, RFC 8200 4.5: of IPv6, the next header of later fragments says nothing.
    struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        /// 0 for IPv6.
        var transport: UInt8

        init(_ datagram: Datagram, identification: UInt32) {
            source = datagram.source
            destination = datagram.destination
            self.identification = identification
            transport = datagram.source.version == 6 ? 0 : datagram.transport
        }

        init(source: IPAddress, destination: IPAddress, identification: UInt32, transport: UInt8) {
            self.source = source
            self.destination = destination
            self.identification = identification
            self.transport = source.version == 6 ? 0 : transport
        }

        /// Any order that does not depend on hashing, so that equal input gives equal output.
        static func order(_ left: Key, _ right: Key) -> Bool {
            let (one, other) = (left.source, right.source)
            if one != other { return (one.high, one.low, one.version) < (other.high, other.low, other.version) }
            let (oneEnd, otherEnd) = (left.destination, right.destination)
            return (oneEnd.high, oneEnd.low, left.identification, left.transport)
                < (otherEnd.high, otherEnd.low, right.identification, right.transport)
        }
    }
}
