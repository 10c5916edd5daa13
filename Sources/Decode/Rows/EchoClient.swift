/// What sends an echo request, told by what it fills the packet with.
enum EchoClient: Int32, CaseIterable, CustomStringConvertible {
    case ripeAtlas, unixPing, windowsPing, prtg

    var description: String {
        switch self {
        case .ripeAtlas: "RIPE Atlas"
        case .unixPing: "Unix ping"
        case .windowsPing: "Windows ping"
        case .prtg: "PRTG"
        }
    }

    /// No more is looked at; all patterns show themselves before.
    private static let examined = 96
    /// A default ping of RIPE Atlas breaks off here.
    private static let atlas: StaticString = "http://atlas.rip"
    private static let monitor: StaticString = "PRTG"

    /// - Parameter payload: what follows the echo's identifier and sequence number.
    static func find(_ payload: Bytes) -> EchoClient? {
        let payload = payload.slice(0, examined)
        // Counters, time stamps, and then the address of the project's pages.
        if has(payload, atlas) { return .ripeAtlas }
        // The lower-case letters up to w, again and again.
        if payload.count >= 16, (0..<payload.count).allSatisfy({ payload.u8($0) == 97 + UInt8($0 % 23) }) {
            return .windowsPing
        }
        // A time stamp of 8 or 16 octets; behind it each octet is the number of its place.
        if payload.count >= 24, (16..<payload.count).allSatisfy({ payload.u8($0) == UInt8($0) }) { return .unixPing }
        return has(payload, monitor) ? .prtg : nil
    }

    private static func has(_ payload: Bytes, _ pattern: StaticString) -> Bool {
        let size = pattern.utf8CodeUnitCount
        guard payload.count >= size else { return false }
        return (0...payload.count - size).contains { start in
            (0..<size).allSatisfy { payload.u8(start + $0) == pattern.utf8Start[$0] }
        }
    }
}
