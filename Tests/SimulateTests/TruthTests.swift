import RealServers
import Simulate
import Testing

@Suite struct TruthTests {
    /// The truth must equal what is counted in the bytes, with all kinds of traffic in plenty.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func agreesWithTheBytes(seed: UInt64) throws {
        let folder = try TestFolder()
        var options = DNSTrafficOptions()
        options.seed = seed
        options.packets = 20_000
        options.files = 3
        options.durationSeconds = 30
        options.shares.tcp = 0.2
        options.shares.fragment = 0.03
        options.shares.retransmission = 0.05
        options.shares.malformed = 0.02
        options.shares.other = 0.05
        let truth = try DNSTraffic(options).write(to: folder.path)

        var census = TrafficCensus()
        var last: Int64 = 0
        for file in truth.files {
            let bytes = Array(try folder.bytes(file.name))
            let packets = try #require(CapturedPacket.all(in: bytes))
            #expect(packets.count == file.packets)
            #expect(bytes.count == file.bytes)
            for packet in packets {
                #expect(packet.time >= last)
                last = packet.time
                census.add(packet)
            }
        }
        census.finish()
        var expected = truth
        expected.files = []
        #expect(census.truth == expected)
        #expect(census.oversized == 0)
        #expect(truth.packets == 20_000)
        #expect(truth.queries == truth.matched + truth.unanswered + truth.superseded)
        for count in [truth.superseded, truth.fragments, truth.icmp, truth.arp, truth.malformed, truth.shortHeaders] {
            #expect(count > 0)
        }
    }

    @Test func sharesAreAsAsked() throws {
        let folder = try TestFolder()
        var options = DNSTrafficOptions()
        options.packets = 60_000
        options.shares.tcp = 0.1
        let shares = options.shares
        let truth = try DNSTraffic(options).write(to: folder.path)
        func isNear(_ part: Int, _ whole: Int, _ share: Double) -> Bool {
            abs(Double(part) / Double(whole) - share) < 0.15 * share + 0.002
        }
        #expect(isNear(truth.tcpQueries, truth.queries, shares.tcp))
        #expect(isNear(truth.ipv6Messages, truth.messages, shares.ipv6))
        #expect(isNear(truth.ednsQueries, truth.queries, shares.edns))
        #expect(isNear(truth.nxdomain, truth.responses, shares.nxdomain))
        #expect(isNear(truth.retransmissions, truth.queries - truth.tcpQueries, shares.retransmission))
        #expect(isNear(truth.fragmentedDatagrams, truth.queries - truth.tcpQueries, shares.fragment))
        #expect(isNear(truth.unanswered, truth.queries - truth.tcpQueries, shares.unanswered))
    }

    @Test(arguments: [0, 1, 2, 3, 63, 64, 65, 1_001])
    func writesExactlyAsManyPackets(count: Int) throws {
        let folder = try TestFolder()
        var options = DNSTrafficOptions()
        options.packets = count
        options.clients = 1
        options.names = 1
        options.durationSeconds = 1
        let truth = try DNSTraffic(options).write(to: folder.path)
        let packets = try #require(CapturedPacket.all(in: Array(folder.bytes(truth.files[0].name))))
        #expect(packets.count == count)
        #expect(truth.packets == count)
    }
}
