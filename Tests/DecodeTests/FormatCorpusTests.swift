import Decode
import SharedInputs
import Testing

/// Capture files of libraries that read and write them; the numbers are those of capinfos(1).
@Suite("Formats in the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct FormatCorpusTests {
    private static let packets: [(path: String, count: Int64)] = [
        ("gopacket/be__test007.pcapng", 1),
        ("gopacket/be__test008.pcapng", 4),
        ("gopacket/be__test011.pcapng", 4),
        ("gopacket/be__test012.pcapng", 4),
        ("gopacket/be__test013.pcapng", 0),
        ("gopacket/be__test016.pcapng", 4),
        ("gopacket/be__test100.pcapng", 5),
        ("gopacket/be__test101.pcapng", 4),
        ("gopacket/be__test102.pcapng", 5),
        ("gopacket/be__test201.pcapng", 4),
        ("gopacket/be__test202.pcapng", 8),
        ("gopacket/be__test902.pcapng", 1),
        ("gopacket/epb.pcapng", 1),
        ("gopacket/layers__testdata__ethernetIP.pcap", 100),
        ("gopacket/layers__testdata__linux_sll_oversized_addr.pcapng", 209),
        ("gopacket/layers__testdata__modbus-2.pcap", 99),
        ("gopacket/layers__testdata__modbus.pcap", 102),
        ("gopacket/le__test001.pcapng", 4),
        ("gopacket/le__test002.pcapng", 0),
        ("gopacket/le__test003.pcapng", 0),
        ("gopacket/le__test004.pcapng", 4),
        ("gopacket/le__test006.pcapng", 5),
        ("gopacket/le__test009.pcapng", 2),
        ("gopacket/le__test010.pcapng", 4),
        ("gopacket/le__test011.pcapng", 4),
        ("gopacket/le__test014.pcapng", 0),
        ("gopacket/le__test015.pcapng", 0),
        ("gopacket/le__test016.pcapng", 4),
        ("gopacket/le__test017.pcapng", 0),
        ("gopacket/le__test018.pcapng", 4),
        ("gopacket/le__test100.pcapng", 5),
        ("gopacket/le__test101.pcapng", 4),
        ("gopacket/le__test200.pcapng", 0),
        ("gopacket/le__test201.pcapng", 4),
        ("gopacket/le__test202.pcapng", 8),
        ("gopacket/le__test300.pcapng", 32),
        ("gopacket/pcap__test_ethernet.pcap", 10),
        ("libpcap/filter__AH-IPcomp-IPv6.pcap", 15),
        ("libpcap/filter__ISIS_external_lsp.pcap", 10),
        ("libpcap/filter__ISIS_p2p_adjacency.pcap", 14),
        ("libpcap/filter__ah-ipip-ping.pcap", 4),
        ("libpcap/filter__carp.pcap", 5),
        ("libpcap/filter__decnet.pcap", 8),
        ("libpcap/filter__dhcp-rfc3004.pcap", 4),
        ("libpcap/filter__gateway_or_not.pcap", 14),
        ("libpcap/filter__geneve.pcap", 10),
        ("libpcap/filter__ipv6_ah_modes.pcap", 2),
        ("libpcap/filter__ipv6_ext_headers.pcap", 1),
        ("libpcap/filter__isakmp4500.pcap", 10),
        ("libpcap/filter__loopback.pcap", 6),
        ("libpcap/filter__pim-packet-assortment.pcap", 10),
        ("libpcap/filter__pppoe.pcap", 1),
        ("libpcap/filter__rarp_req_reply.pcapng", 2),
    ]

    /// Packets that have no link type that we read, of those above.
    private static let unknown: [String: Int64] = [:]

    private func decode(_ path: String) throws -> Decoding { try Corpus.decode("formats/" + path) }

    @Test(arguments: packets)
    func packetsAreThoseOfCapinfos(path: String, count: Int64) throws {
        let decoding = try decode(path)
        #expect(decoding.reports.first?.packets == count)
        #expect(decoding.reports.first?.endedEarly == nil)
        #expect(decoding.errors["link_unknown"] == Self.unknown[path])
    }

    /// What is refused, and what the reason names.
    @Test(arguments: [
        ("libpcap/filter__brcm-tag.pcap", "link type 281"), ("libpcap/filter__dsa.pcap", "link type 284"),
        ("libpcap/pcapng-invalid-vers-2.pcapng", "version 1.1"),
    ])
    func theseAreRefused(path: String, reason: String) {
        #expect(throws: DecodeError.self) { _ = try decode(path) }
        do { _ = try decode(path) } catch DecodeError.unusable(_, let said) { #expect(said.contains(reason)) } catch {
            Issue.record("\(error)")
        }
    }

    /// A section of a version that nobody knows comes after the first packet.
    @Test(arguments: ["gopacket/be__test901.pcapng", "gopacket/le__test901.pcapng"])
    func whatCameBeforeAnUnknownVersionIsKept(path: String) throws {
        let decoding = try decode(path)
        #expect(decoding.reports.first?.packets == 1)
        #expect(decoding.reports.first?.endedEarly?.contains("version 2.0") == true)
    }

    @Test(arguments: ["011", "016", "100", "101", "201", "202"])
    func byteOrderMakesNoDifference(number: String) throws {
        let bigEndian = try decode("gopacket/be__test\(number).pcapng")
        let littleEndian = try decode("gopacket/le__test\(number).pcapng")
        #expect(bigEndian.dns.map(\.content) == littleEndian.dns.map(\.content))
        #expect(bigEndian.icmp.map(\.content) == littleEndian.icmp.map(\.content))
        #expect(bigEndian.reports.map(\.firstMicroseconds) == littleEndian.reports.map(\.firstMicroseconds))
        #expect(bigEndian.errors == littleEndian.errors)
    }

    @Test func compressionMakesNoDifference() throws {
        let plain = try Corpus.decode("dns/dnscap/dns.pcap.gz")
        #expect(plain.dns.count > 0)
        for ending in ["xz", "zst"] {
            let packed = try Corpus.decode("dns/dnscap/dns.pcap." + ending)
            #expect(packed.dns == plain.dns)
            #expect(packed.totals == plain.totals)
            #expect(packed.reports == plain.reports)
        }
    }
}
