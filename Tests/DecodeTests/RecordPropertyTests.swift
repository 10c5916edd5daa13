import Decode
import SharedInputs
import Testing

/// Whatever the bytes are: text, or the bytes themselves.
@Suite("Record data of any kind")
struct RecordPropertyTests {
    private func check(_ records: [DNSText.Record]) throws -> Int {
        let texts = try Records.texts(records)
        #expect(texts.count == records.count)
        var opaque = 0
        for (text, record) in zip(texts, records) {
            #expect(text.utf8.allSatisfy { 0x20..<0x7F ~= $0 })
            #expect(!text.isEmpty && text.first != " " && text.last != " ")
            // Bytes that are opaque come back whole; no other text looks like them.
            guard text.hasPrefix("\\# ") else { continue }
            opaque += 1
            #expect(text == Records.opaque(record.data))
        }
        return opaque
    }

    @Test(arguments: 0..<10 * Mutation.effort)
    func randomBytes(seed: Int) throws {
        var generator = SplitMix(seed: UInt64(seed) + 400)
        let records = (Array(0...300) + [32_767, 32_768, 32_769, 65_535]).filter { $0 != 41 }.map { type in
            let length = Int.random(in: 0...(seed % 3 == 0 ? 12 : 300), using: &generator)
            let small = seed % 2 == 0
            let data = (0..<length).map { _ in UInt8.random(in: 0...(small ? 4 : 255), using: &generator) }
            return DNSText.Record(type: type, data: data)
        }
        #expect(try check(records) >= 190)
    }

    @Test(arguments: 0..<30 * Mutation.effort)
    func damagedSamples(seed: Int) throws {
        var mutation = Mutation(seed: UInt64(seed) + 50_000)
        let records = RecordSample.all.map { DNSText.Record(type: $0.type, data: mutation.mutate($0.data)) }
        let opaque = try check(records)
        #expect(opaque > 20 && opaque < records.count - 10)
    }

    /// The wrong type's bytes.
    @Test func samplesOfOtherTypes() throws {
        let types = Set(RecordSample.all.map(\.type)).sorted()
        for sample in RecordSample.all {
            #expect(try check(types.map { .init(type: $0, data: sample.data) }) > 10)
        }
    }
}
