/// Packets around payloads, with lengths that are right and checksums that are zero.
public enum Wire {
    public static func word(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    public static func udp(_ source: Int, _ destination: Int, _ payload: [UInt8]) -> [UInt8] {
        word(source) + word(destination) + word(payload.count + 8) + [0, 0] + payload
    }

    public static func tcp(
        _ source: Int, _ destination: Int, sequence: UInt32, acknowledge: UInt32, flags: UInt8, _ payload: [UInt8]
    ) -> [UInt8] {
        let numbers = [sequence, acknowledge].flatMap { word(Int($0 >> 16)) + word(Int($0 & 0xFFFF)) }
        return word(source) + word(destination) + numbers + [0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0] + payload
    }

    /// - Parameter place: the word of flags and fragment offset.
    public static func v4(
        _ source: UInt8, _ destination: UInt8, transport: UInt8, identification: Int = 0, place: Int = 0,
        _ payload: [UInt8]
    ) -> [UInt8] {
        [0x45, 0] + word(payload.count + 20) + word(identification) + word(place) + [64, transport, 0, 0]
            + [192, 0, 2, source] + [198, 51, 100, destination] + payload
    }

    public static func v6(_ source: UInt8, _ destination: UInt8, next: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let prefix: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11)
        return [0x60, 0, 0, 0] + word(payload.count) + [next, 64] + prefix + [source] + prefix + [destination] + payload
    }

    /// A fragment header and what it carries (RFC 8200 4.5).
    public static func v6Fragment(next: UInt8, identification: Int, place: Int, _ part: [UInt8]) -> [UInt8] {
        [next, 0] + word(place) + [0, 0] + word(identification) + part
    }

    /// A message for one name, with its length before it as over TCP.
    public static func message(_ label: String, id: Int, isResponse: Bool) -> [UInt8] {
        let name = [UInt8(label.utf8.count)] + Array(label.utf8) + [2, 0x6E, 0x6C, 0]
        let head = word(id) + (isResponse ? [0x85, 0] : [1, 0]) + [0, 1, 0, isResponse ? 1 : 0, 0, 0, 0, 0]
        let answer: [UInt8] = isResponse ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 1] : []
        let bytes = head + name + [0, 1, 0, 1] + answer
        return word(bytes.count) + bytes
    }
}
