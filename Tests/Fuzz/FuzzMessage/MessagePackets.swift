import FuzzHarness
import FuzzPackets

/// One message in each way that it can arrive: asked and answered, over UDP and TCP, quoted by an ICMP error.
enum MessagePackets {
    static func around(_ message: [UInt8]) -> [FuzzPacket] {
        let (query, response) = (with(message, isResponse: false), with(message, isResponse: true))
        let start: UInt32 = 1000
        let asked = Wire.v4(1, 53, transport: 17, Wire.udp(40_000, 53, query))
        let packets = [
            asked,
            Wire.v4(53, 1, transport: 17, Wire.udp(53, 40_000, response)),
            Wire.v6(2, 53, next: 17, Wire.udp(40_001, 53, query)),
            Wire.v4(53, 3, transport: 17, Wire.udp(53, 40_002, response)),
            Wire.v4(1, 53, transport: 6, Wire.tcp(40_003, 53, sequence: start, acknowledge: 0, flags: 2, [])),
            Wire.v4(
                1, 53, transport: 6,
                Wire.tcp(
                    40_003, 53, sequence: start + 1, acknowledge: 1, flags: 16, Wire.word(query.count) + query)),
            // In mid-stream.
            Wire.v4(
                53, 1, transport: 6,
                Wire.tcp(
                    53, 40_003, sequence: 5000, acknowledge: 1, flags: 16, Wire.word(response.count) + response)),
            Wire.v4(53, 1, transport: 1, [3, 3, 0, 0, 0, 0, 0, 0] + asked),
        ]
        return packets.enumerated().map { FuzzPacket($1, at: 1_700_049_600_000_000 + Int64($0) * 1000) }
    }

    private static func with(_ message: [UInt8], isResponse: Bool) -> [UInt8] {
        var message = message
        if message.count > 2 { message[2] = isResponse ? message[2] | 0x80 : message[2] & 0x7F }
        return message
    }
}
