/// A record of a capture file.
struct CapturedPacket {
    var time: Int64
    var bytes: ArraySlice<UInt8>

    /// All records of a little-endian pcap file with microseconds; nil if it is not one, or ends within a record.
    static func all(in file: [UInt8]) -> [CapturedPacket]? {
        func word(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) } }
        guard file.count >= 24, word(0) == 0xA1B2_C3D4, word(20) == 1 else { return nil }
        var packets: [CapturedPacket] = []
        var at = 24
        while at < file.count {
            guard at + 16 <= file.count, word(at + 8) == word(at + 12), at + 16 + word(at + 8) <= file.count else {
                return nil
            }
            let end = at + 16 + word(at + 8)
            packets.append(
                CapturedPacket(time: Int64(word(at)) * 1_000_000 + Int64(word(at + 4)), bytes: file[at + 16..<end]))
            at = end
        }
        return packets
    }
}
