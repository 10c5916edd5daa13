/// Whether whoever captured has filled in the checksums of UDP, in each direction: an interface does it behind the tap for
/// what its own host sends, and some programs that change addresses never do. Learned from the first datagrams.
struct ChecksumEvidence: BitwiseCopyable {
    private static let enough: UInt8 = 16

    /// A datagram in pieces had the right one.
    var areRightInFragments = false
    /// How many datagrams were looked at, and how many had the right one: of servers, and of clients.
    var seen: (ofServer: UInt8, ofClient: UInt8) = (0, 0)
    var right: (ofServer: UInt8, ofClient: UInt8) = (0, 0)

    @inline(__always)
    func wantsMore(isFromServer: Bool) -> Bool { (isFromServer ? seen.ofServer : seen.ofClient) < Self.enough }

    mutating func see(_ datagram: Datagram, _ payload: Bytes, isFromServer: Bool) {
        guard !datagram.isTruncated, payload.has(0, 8), payload.u16(6) != 0 else { return }
        let length = Int(payload.u16(4))
        guard length >= 8, payload.has(0, length) else { return }
        let isRight = InternetChecksum.isRight(datagram, transport: 17, payload.slice(0, length))
        if isFromServer {
            seen.ofServer += 1
            right.ofServer += isRight ? 1 : 0
        } else {
            seen.ofClient += 1
            right.ofClient += isRight ? 1 : 0
        }
    }

    /// Two at least, and all but one that may have been damaged on its way.
    func areRight(isFromServer: Bool) -> Bool {
        let (seen, right) =
            isFromServer ? (seen.ofServer, right.ofServer) : (seen.ofClient, right.ofClient)
        return areRightInFragments || right >= 2 && seen - right <= 1
    }
}
