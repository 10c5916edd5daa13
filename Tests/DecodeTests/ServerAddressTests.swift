import Decode
import Testing

@Suite("Servers by their addresses")
struct ServerAddressTests {
    private func options(_ names: [String: ServerName]) throws -> DecodeOptions {
        let pairs = try names.map { (try #require(IPPrefix($0.key)), $0.value) }
        return Decoding.options {
            $0.serverAddresses = Dictionary(uniqueKeysWithValues: pairs)
            $0.batchCapacity = 4
        }
    }

    private static let names = [
        "198.51.100.0/24": ServerName(server: "ns2", site: "lon"), "198.51.100.53": ServerName(server: "ns3"),
        "2001:db8::/32": ServerName(server: "ns2", site: "ams"),
    ]

    private func places(_ rows: [Row]) -> [String] {
        rows.map { "\($0["server"] ?? "NULL")_\($0["server_location"] ?? "NULL")" }
    }

    @Test func eachRowHasTheNameOfItsServer() throws {
        let servers: [Address] = ["198.51.100.53", "198.51.100.54", "203.0.113.1", "2001:db8::53", "198.51.100.55"]
        let packets = servers.enumerated().flatMap { index, server -> [ByteString] in
            let client: Address = server.isV6 ? "2001:db9::1" : "192.0.2.1"
            let exchange = Exchange(client: client, server: server)
            let query = DNSText.query("a.nl", id: index)
            // The last one has no query: its response tells who answered, when no query can come any more.
            return (index == 4 ? [] : [exchange.ask(query)]) + [exchange.reply(query.answered())]
        }
        // Over the edge of a batch.
        let decoding = try Decoding.packets(packets + packets, options: try options(Self.names))
        let matched = ["ns3_NULL", "ns2_lon", "ns1_ams", "ns2_ams"]
        #expect(places(decoding.dns) == matched + matched + ["ns2_lon", "ns2_lon"])
        #expect(decoding.batches > 1)
    }

    @Test(
        arguments: [
            ("ns1", ServerName(server: "ns1")), ("ns1_ams", ServerName(server: "ns1", site: "ams")),
            ("ns1_ams_2", ServerName(server: "ns1", site: "ams_2")), ("", nil), ("_ams", nil), ("ns1_", nil),
        ] as [(String, ServerName?)])
    func serverAndSite(_ text: String, _ name: ServerName?) { #expect(ServerName(text) == name) }

    @Test func withoutNamesAllAreTheSame() throws {
        let decoding = try Decoding.packets(
            [Exchange().ask(.query("a.nl"))],
            options: Decoding.options { $0.site = nil })
        #expect(places(decoding.dns) == ["ns1_NULL"])
    }

    @Test func packetsOfICMPToAndFromAServer() throws {
        func packet(_ source: Address, _ destination: Address) -> ByteString {
            IPPacket(source, destination, transport: 1, payload: Transport.icmp(type: 8, code: 0, [])).bytes
        }
        let decoding = try Decoding.packets(
            [
                packet("192.0.2.1", "198.51.100.53"), packet("198.51.100.54", "192.0.2.1"),
                packet("192.0.2.1", "203.0.113.1"),
            ], options: try options(Self.names))
        #expect(places(decoding.icmp) == ["ns3_NULL", "ns2_lon", "ns1_ams"])
    }
}
