import Testing

@testable import Decode

/// Packets in memory of their exact size that is gone right after: with the address sanitizer, reading past the end of a
/// packet or keeping a pointer into it is found, which libpcap's larger buffer would hide.
@Suite("Memory of packets")
struct PacketMemoryTests {
    @Test(arguments: 0..<(40 * Mutation.effort))
    func nothingIsReadOutsideAPacket(seed: Int) throws {
        let sink = RowSink()
        let pipeline = PacketPipeline(options: Decoding.options(), enrichment: nil, suffixes: nil, sink: sink)
        var traffic = RandomTraffic(seed: UInt64(seed) + 20_000)
        var mutation = Mutation(seed: UInt64(seed))
        let capture = traffic.capture(packets: 250)
        for (index, record) in capture.records.enumerated() {
            let isDamaged = mutation.below(2) == 0
            let bytes = isDamaged ? mutation.mutate(record.bytes) : record.bytes
            let framed = seed % 2 == 0 ? bytes : LinkFrame.ethernet(bytes, tags: [0x8100])
            let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: framed.count)
            defer { memory.deallocate() }
            memory.initialize(from: framed, count: framed.count)
            try pipeline.take(
                Bytes(memory, framed.count), linkType: seed % 2 == 0 ? 12 : 1, wireLength: framed.count,
                time: record.microseconds, number: Int64(index) + 1)
        }
        try pipeline.settleAll()
        try pipeline.writer.flush()
        try pipeline.icmpWriter.flush()
        #expect(Int64(sink.dns.count) == pipeline.writer.rows)
        #expect(sink.dns.count > 20)
    }
}
