/// Damages whole captures: what `Mutation` does, splices of two, records twice, and lengths that lie, where a capture
/// has them.
struct FileMutation {
    private var mutation: Mutation
    private static let fileHeader = 24
    private static let recordHeader = 16

    init(seed: UInt64) { mutation = Mutation(seed: seed) }

    mutating func choose<Element>(_ elements: [Element]) -> Element { elements[mutation.below(elements.count)] }

    mutating func mutate(_ bytes: ByteString, with other: ByteString) -> ByteString {
        switch mutation.below(8) {
        case 0: return Array(bytes.prefix(mutation.below(bytes.count + 1)))
        case 1:
            return Array(bytes.prefix(mutation.below(bytes.count + 1)))
                + other.dropFirst(mutation.below(other.count + 1))
        case 2: return withRecordLength(bytes)
        case 3: return withRecordTwice(bytes)
        case 4: return mutation.mutate(withRecordLength(bytes))
        default: return mutation.mutate(bytes)
        }
    }

    /// Where records begin in a little-endian pcap file that is whole; of anything else, some places.
    private func records(_ bytes: ByteString) -> [Int] {
        var places: [Int] = []
        var at = Self.fileHeader
        while at + Self.recordHeader <= bytes.count {
            places.append(at)
            at += Self.recordHeader + Int(bytes[at + 8]) + Int(bytes[at + 9]) << 8
        }
        return places
    }

    /// A length in a record's header, or in the IP header that may follow it.
    private mutating func withRecordLength(_ bytes: ByteString) -> ByteString {
        var bytes = bytes
        let places = records(bytes)
        guard !places.isEmpty else { return bytes }
        let place = choose(places) + choose([8, 9, 10, 11, 12, 18, 19, 20, 21, 22, 40, 41, 28, 48])
        if place < bytes.count { bytes[place] = choose([0, 1, 8, 20, 0x40, 0x7F, 0x80, 0xFF]) }
        return bytes
    }

    private mutating func withRecordTwice(_ bytes: ByteString) -> ByteString {
        let places = records(bytes)
        guard !places.isEmpty else { return bytes }
        let index = mutation.below(places.count)
        let end = index + 1 < places.count ? places[index + 1] : bytes.count
        let record = bytes[places[index]..<max(places[index], end)]
        return Array(bytes[..<places[index]]) + record + record + bytes[places[index]...]
    }
}
