import Decode
import Tables
import Testing

@Suite("Rows that are not wanted")
struct RowFilterTests {
    private func options(_ names: [String] = [], _ servers: [String] = []) throws -> DecodeOptions {
        let names = try DomainSet(names)
        let servers = Set(try servers.map { try #require(IPPrefix($0)) })
        return Decoding.options {
            $0.droppedSuffixes = names
            $0.droppedServers = servers
        }
    }

    private func pair(_ exchange: Exchange, _ name: String, id: Int) -> [ByteString] {
        let query = DNSText.query(name, id: id)
        return [exchange.ask(query), exchange.reply(query.answered())]
    }

    @Test func namesAtAndBelow() throws {
        let names = ["Example.NL", "www.example.nl", "other.nl", "anexample.nl", "nl", "x.y.EXAMPLE.nl"]
        let packets = names.enumerated().flatMap { pair(Exchange(), $1, id: $0) }
        let decoding = try Decoding.packets(packets, options: try options(["example.nl"]))
        #expect(decoding.names == ["other.nl.", "anexample.nl.", "nl."])
        #expect(decoding.kinds == ["matched", "matched", "matched"])
        #expect(decoding.errors == ["row_filtered": 3])
        // They were there all the same.
        #expect(decoding.totals.messages == 12)
    }

    @Test func aRefusalWithoutAQuestionGoesWithItsQuery() throws {
        let query = DNSText.query("a.example.nl", id: 9)
        let packets = [Exchange().ask(query), Exchange().reply(DNSText(id: 9, flags: 0x8105))]
        let decoding = try Decoding.packets(packets, options: try options(["example.nl"]))
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors == ["row_filtered": 1])
    }

    @Test func everyKindOfRowIsLeftOut() throws {
        let query = DNSText.query("example.nl", id: 1)
        let other = query.with { $0.id = 2 }
        let packets = [
            Exchange().ask(query), Exchange().ask(query), Exchange().reply(query.answered()), Exchange().ask(other),
            Exchange().reply(other.answered()), Exchange().reply(other.answered()),
            Exchange().reply(query.with { $0.id = 3 }.answered()), Exchange().ask(query.with { $0.id = 4 }),
        ]
        #expect(
            Set(try Decoding.packets(packets).kinds) == [
                "matched", "retransmitted", "duplicate_response", "response_only", "unanswered",
            ])
        let decoding = try Decoding.packets(packets, options: try options(["nl"]))
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors == ["row_filtered": 6])
        #expect(decoding.reports.first?.rows[.dns] == 0)
        // A row that is not written opens no day.
        #expect(decoding.days.isEmpty)
    }

    @Test func serversByAddressAndPrefix() throws {
        let servers: [Address] = ["198.51.100.53", "198.51.100.54", "203.0.113.1", "2001:db8::53", "2001:db8:1::53"]
        let packets = servers.enumerated().flatMap { index, server in
            let client: Address = server.isV6 ? "2001:db8:f::1" : "192.0.2.1"
            return pair(Exchange(client: client, server: server), "host\(index).nl", id: index)
        }
        let decoding = try Decoding.packets(
            packets, options: try options([], ["198.51.100.53", "203.0.113.0/24", "2001:db8::/48"]))
        #expect(decoding.names == ["host1.nl.", "host4.nl."])
        #expect(decoding.errors == ["row_filtered": 3])
    }

    @Test func aClientIsNotAServer() throws {
        let decoding = try Decoding.packets(
            pair(Exchange(), "a.nl", id: 1), options: try options([], ["192.0.2.0/24"]))
        #expect(decoding.kinds == ["matched"])
    }

    @Test func aNameThatBreaksOffIsWritten() throws {
        let whole = Exchange().ask(.query("a.example.nl"))
        var capture = CaptureBuilder()
        capture.add(whole, snap: whole.count - 8)
        let decoding = try Decoding.capture(capture, options: try options(["nl"]))
        #expect(decoding.dns.count == 1)
    }

    /// Whether the query was seen in this capture or the one before makes no difference.
    @Test func pairsOverTheEndOfACapture() throws {
        var traffic = RandomTraffic(seed: 11)
        let capture = traffic.capture(packets: 400)
        let options = try options(["host1.example.nl", "host2.example.nl"])
        let whole = try Decoding.capture(capture, options: options)
        let unfiltered = try Decoding.capture(capture)
        var rows: [Row] = []
        var filtered: Int64 = 0
        var state: [UInt8]?
        let pieces = capture.split(at: [50, 130, 131, 300])
        for (index, piece) in pieces.enumerated() {
            let decoding = try Decoding.content(
                piece.bytes, options: options, state: state, keepsState: index + 1 < pieces.count)
            state = decoding.state
            rows += decoding.dns
            filtered += decoding.errors["row_filtered"] ?? 0
        }
        func multiset(_ rows: [Row]) -> [Row: Int] { Dictionary(rows.map { ($0.content, 1) }, uniquingKeysWith: +) }
        let wanted = unfiltered.dns.filter { row in
            let name = row["dns_qname_full"]?.lowercased() ?? ""
            return !name.hasSuffix("host1.example.nl.") && !name.hasSuffix("host2.example.nl.")
        }
        #expect(wanted.count < unfiltered.dns.count && !wanted.isEmpty)
        #expect(multiset(whole.dns) == multiset(wanted))
        #expect(multiset(rows) == multiset(wanted))
        #expect(whole.errors["row_filtered"] == Int64(unfiltered.dns.count - wanted.count))
        #expect(filtered == whole.errors["row_filtered"])
    }
}
