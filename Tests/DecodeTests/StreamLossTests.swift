import Decode
import SharedInputs
import Testing

/// Conversations over TCP whose truth is known, as a capture that has lost, disordered or repeated packets holds them.
@Suite("TCP under loss and disorder")
struct StreamLossTests {
    private static let casesPerTest = 40

    @Test(arguments: 0..<(10 * Mutation.effort))
    func nothingIsInventedAndNothingIsLost(block: Int) throws {
        for seed in block * Self.casesPerTest..<(block + 1) * Self.casesPerTest {
            let conversation = DamagedConversation(seed: seed)
            // No answer comes too late: pauses are longer than a hole stands.
            let decoding = try Decoding.capture(
                conversation.capture, options: Decoding.options { $0.queryTimeoutMicroseconds = 100_000_000 })
            let note = "seed \(seed) \(conversation.damage)"
            var rows: [Int: [Row]] = [:]
            for row in decoding.dns { rows[row["dns_id"].flatMap { Int($0) } ?? -1, default: []].append(row) }
            let known = Set(conversation.messages.map(\.id))
            #expect(
                rows.keys.allSatisfy(known.contains), "\(note): invented \(rows.keys.filter { !known.contains($0) })")
            for (id, rows) in rows { #expect(rows.count == 1, "\(note): \(id) has \(rows.count) rows") }
            for message in conversation.messages where conversation.isPresent(message) {
                let column = message.isFromClient ? "dns_req_len" : "dns_res_len"
                let length = rows[message.id]?.first?[column]
                #expect(
                    length == String(message.range.count - 2),
                    "\(note): \(message.isFromClient ? "query" : "response") \(message.id)")
            }
        }
    }

    /// Of a hundred segments one is lost: of the messages that are whole, one in a thousand may be missing.
    @Test func oneSegmentInAHundredIsLost() throws {
        var (present, found, invented) = (0, 0, 0)
        for seed in 0..<(200 * Mutation.effort) {
            let conversation = DamagedConversation(seed: seed, lost: 0.01)
            let decoding = try Decoding.capture(
                conversation.capture, options: Decoding.options { $0.queryTimeoutMicroseconds = 100_000_000 })
            let rows = Dictionary(grouping: decoding.dns) { $0["dns_id"] ?? "" }
            invented += rows.keys.filter { id in !conversation.messages.contains { String($0.id) == id } }.count
            for message in conversation.messages where conversation.isPresent(message) {
                present += 1
                let column = message.isFromClient ? "dns_req_len" : "dns_res_len"
                let lengths = rows[String(message.id), default: []].compactMap { $0[column] }
                if lengths.contains(String(message.range.count - 2)) { found += 1 }
            }
        }
        #expect(invented == 0)
        #expect(present > 1000)
        #expect(Double(found) >= 0.999 * Double(present), "\(found) of \(present)")
    }
}
