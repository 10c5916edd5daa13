/// UDP datagrams, TCP segments and ICMP messages.
enum Transport {
    static func udp(_ source: Int, _ destination: Int, _ payload: ByteString, length: Int? = nil) -> ByteString {
        var bytes: ByteString = []
        bytes.add16(source)
        bytes.add16(destination)
        bytes.add16(length ?? payload.count + 8)
        bytes.add16(0)
        return bytes + payload
    }

    struct Flags: OptionSet {
        let rawValue: Int
        static let fin = Flags(rawValue: 1)
        static let syn = Flags(rawValue: 2)
        static let rst = Flags(rawValue: 4)
        static let ack = Flags(rawValue: 16)
    }

    static func tcp(
        _ source: Int, _ destination: Int, sequence: Int, acknowledge: Int = 0, _ flags: Flags = .ack,
        _ payload: ByteString = []
    ) -> ByteString {
        var bytes: ByteString = []
        bytes.add16(source)
        bytes.add16(destination)
        bytes.add32(sequence)
        bytes.add32(acknowledge)
        bytes.add8(0x50)
        bytes.add8(flags.rawValue)
        bytes.add16(65_535)
        bytes.add32(0)
        return bytes + payload
    }

    /// An ICMP or ICMPv6 message: type, code, the word behind the checksum, and what follows.
    static func icmp(type: Int, code: Int, word: Int = 0, _ rest: ByteString) -> ByteString {
        var bytes: ByteString = []
        bytes.add8(type)
        bytes.add8(code)
        bytes.add16(0)
        bytes.add32(word)
        return bytes + rest
    }
}
