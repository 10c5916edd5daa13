/// Addresses that begin with the same bits (RFC 4632 3.1, RFC 4291 2.3).
public struct IPPrefix: Hashable, Sendable, CustomStringConvertible {
    /// The first of them: all bits behind the prefix are zero.
    public let address: IPAddress
    public let length: Int

    /// Bits behind the length do not count. Precondition: 0 to 32 or 128, as the version has it.
    public init(_ address: IPAddress, length: Int) {
        precondition(length >= 0 && length <= address.width, "no prefix of \(length) bits")
        self.address = address.masked(length)
        self.length = length
    }

    /// Reads `192.0.2.0/24`; an address alone is a prefix of all its bits. Nil when it is neither.
    public init?(_ text: some StringProtocol) { self.init(utf8: Array(text.utf8)[...]) }

    init?(utf8 text: ArraySlice<UInt8>) {
        let slash = text.firstIndex(of: UInt8(ascii: "/"))
        guard let address = IPAddress(utf8: text[..<(slash ?? text.endIndex)]) else { return nil }
        guard let slash else {
            self.init(address, length: address.width)
            return
        }
        let digits = text[(slash + 1)...]
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
        let length = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        guard length <= address.width else { return nil }
        self.init(address, length: length)
    }

    public var description: String { "\(address)/\(length)" }
}

/// The ports on which DNS is spoken, one lookup each.
final class PortSet {
    private let isMember: UnsafeMutablePointer<Bool>

    init(_ ports: Set<UInt16>) {
        isMember = .allocate(capacity: 65_536)
        isMember.initialize(repeating: false, count: 65_536)
        for port in ports { isMember[Int(port)] = true }
    }

    deinit { isMember.deallocate() }

    @inline(__always) func contains(_ port: UInt16) -> Bool { isMember[Int(port)] }
}
