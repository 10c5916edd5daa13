import Foundation

/// Writes pcap files.
struct CaptureBuilder {
    struct Record {
        var microseconds: Int64
        var bytes: ByteString
        /// Bytes on the wire; nil: all are there.
        var wireLength: Int?
    }

    /// A Wednesday at noon.
    static let epoch: Int64 = 1_700_049_600_000_000

    var linkType = 101
    var isBigEndian = false
    var isNanosecond = false
    var records: [Record] = []

    init(linkType: Int = 101) { self.linkType = linkType }

    /// Adds a packet at so many microseconds after `epoch`.
    mutating func add(_ bytes: ByteString, at offset: Int64 = 0, snap: Int? = nil) {
        let kept = snap.map { Array(bytes.prefix($0)) } ?? bytes
        records.append(
            Record(microseconds: Self.epoch + offset, bytes: kept, wireLength: snap == nil ? nil : bytes.count))
    }

    private func word(_ value: Int) -> ByteString {
        var bytes: ByteString = []
        bytes.add32(value)
        return isBigEndian ? bytes : bytes.reversed()
    }

    private func half(_ value: Int) -> ByteString {
        var bytes: ByteString = []
        bytes.add16(value)
        return isBigEndian ? bytes : bytes.reversed()
    }

    var header: ByteString {
        word(isNanosecond ? 0xA1B2_3C4D : 0xA1B2_C3D4) + half(2) + half(4) + word(0) + word(0) + word(262_144)
            + word(linkType)
    }

    func bytes(of record: Record) -> ByteString {
        let fraction = Int(record.microseconds % 1_000_000)
        return word(Int(record.microseconds / 1_000_000)) + word(isNanosecond ? fraction * 1000 : fraction)
            + word(record.bytes.count) + word(record.wireLength ?? record.bytes.count) + record.bytes
    }

    var bytes: ByteString { records.reduce(into: header) { $0 += bytes(of: $1) } }

    /// The records in pieces, each a capture of its own.
    func split(at cuts: [Int]) -> [CaptureBuilder] {
        let edges = [0] + cuts.sorted() + [records.count]
        return zip(edges, edges.dropFirst()).map { first, end in
            var piece = self
            piece.records = Array(records[first..<end])
            return piece
        }
    }
}
