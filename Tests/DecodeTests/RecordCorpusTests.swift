import Decode
import SharedInputs
import Testing

@Suite("Records of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct RecordCorpusTests {
    private func decode(_ path: String, _ wanted: RecordData = .all) throws -> Decoding {
        try Decoding.files([Corpus.root + "/" + path], options: Decoding.options { $0.recordData = wanted })
    }

    private func lines(_ row: Row?) -> [String] {
        row?["dns_rdata"]?.split(separator: "\n").map(String.init) ?? []
    }

    @Test(arguments: ["dns", "malformed", "layers", "formats"].flatMap(Corpus.captures))
    func allResponses(path: String) throws {
        guard let whole = try? decode(path) else { return }
        let plain = try decode(path, .none)
        #expect(plain.totals == whole.totals)
        #expect(plain.dns.count == whole.dns.count)
        for row in whole.dns {
            let lines = lines(row)
            // The counts are those of a transfer's first message, the records those of all.
            guard (row.integer("dns_res_messages") ?? 1) == 1 else { continue }
            #expect(lines.allSatisfy { $0.utf8.allSatisfy { 0x20..<0x7F ~= $0 } })
            let counts = ["dns_ancount", "dns_nscount", "dns_arcount"].compactMap { row.integer($0) }
            for (section, count) in counts.enumerated() {
                #expect(lines.filter { $0.hasPrefix("\(section + 1) ") }.count <= count)
            }
        }
    }

    /// As dnspython writes them, but for quotes that RFC 9460 does not ask for.
    @Test(
        arguments: [
            ("zeek/dns-caa.pcap", ["1 google.com. 21577 1 257 0 issue \"symantec.com\""]),
            (
                "zeek/dns-https.pcap",
                [
                    "1 cloudflare.com. 129 1 65 1 . alpn=\"h3,h3-29,h3-28,h3-27,h2\" ipv4hint=104.16.132.229,"
                        + "104.16.133.229 ipv6hint=2606:4700::6810:84e5,2606:4700::6810:85e5"
                ]
            ),
            (
                "zeek/dns__dns-wks.pcap",
                [
                    "1 zeek.example.net. 3600 1 11 192.168.0.1 6 0 1 2 21 23",
                    "1 zeek.example.net. 3600 1 11 192.168.0.1 17 0 1 2 53",
                ]
            ),
            ("zeek/dns__hinfo.pcap", ["1 zeek.example.net. 3600 1 13 \"INTEL-386\" \"Windows\""]),
            (
                "zeek/dns__naptr.pcap",
                [
                    "1 fp-de-carrier-vodafone.rcs.telephony.goog. 168 1 35 100 100 \"s\" \"SIPS+D2T\" \"\" "
                        + "_sips._tcp.fp-de-carrier-vodafone.rcs.telephony.goog."
                ]
            ),
            (
                "zeek/dnssec__ds.pcap",
                [
                    "1 upenn.edu. 5 1 43 18463 5 1 0c45b3d090b221e0e33bbeb5a619d89416baf197",
                    "1 upenn.edu. 5 1 43 18463 5 2 6003992326da06785c9e30b259750fab0960bf57054bddffdeee1188977dabb8",
                ]
            ),
            (
                "zeek/dnssec__nsec3.pcap",
                [
                    "2 VLQ247QI8P1TT3A8CGMD7GLFNDTIGSDU.sshfp.net. 180 1 50 1 0 20 80637d8af055b5eeca2a621edaaa3c5e "
                        + "7m53tdgqjnt9a6i2qtrpo7ol0q2q06a7 A NS SOA MX TXT AAAA RRSIG DNSKEY NSEC3PARAM"
                ]
            ),
            ("zeek/dns-huge-ttl.pcap", ["1 us.v27.distributed.net. 4294967295 1 1 206.109.64.186"]),
            // Damaged on purpose.
            ("zeek/dns__loc-invalid-length.pcap", ["1 example.com. 60 1 29 \\# 15 000102030405060708090a0b0c0d0e"]),
            ("zeek/dns-svcb-rdlength-mismatch.pcap", ["1 a.com. 60 1 64 \\# 2 0001"]),
            (
                "zeek/dns__svcb-alpn-malformed-len-too-short.pcap",
                ["1 example.com. 300 1 65 \\# 13 00010000010006026832016833"]
            ),
            ("zeek/dns__svcb-port-malformed.pcap", ["1 example.com. 300 1 65 \\# 10 0001000003000301bb00"]),
        ] as [(String, [String])])
    func firstRecords(path: String, expected: [String]) throws {
        let row = try #require(try decode("dns/" + path).dns.first { $0["dns_rdata"] != nil })
        #expect(Array(lines(row).prefix(expected.count)) == expected)
    }

    @Test func zoneTransfer() throws {
        let path = "dns/entrada2/sidnlabs-test-multiple-dns-msg-over-tcp.pcap"
        let lines = lines(try decode(path).row)
        // As many as tshark counts in all six messages, but for OPT.
        #expect(lines.count == 2014)
        #expect(
            lines.first
                == "1 maori.nz. 86400 1 6 loopback.dns.net.nz. soa.nzrs.net.nz. 2019071750 900 300 604800 3600")
        #expect(lines.contains("1 maori.nz. 0 1 51 1 0 5 63fed7c0b059c7a0"))
        #expect(lines[100] == "1 aoteoroa.maori.nz. 86400 1 2 ns2.domains4less.net.nz.")
        #expect(lines[371] == "1 epukapuka.maori.nz. 86400 1 2 ns1.crazydomains.com.")
        #expect(
            lines[372]
                == "3 20110404-ns3b-srs-wn.srs.net.nz. 0 255 250 hmac-md5.sig-alg.reg.int. 1563323853 300 16 "
                + "gnnA/RC+iVc9zk1GySri2w== 731 NOERROR 0")
    }

    /// The peer writes these six, with sections from 0 on; DS and RRSIG are left out here as there.
    @Test func whatThePeerWrites() throws {
        let row = try decode("dns/entrada2/sidnlabs-test-udp-2-dns-ok.pcap", .withoutDNSSEC).row
        #expect(
            lines(row) == [
                "2 sidnlabs.nl. 3600 1 2 ns1.sidnlabs.nl.", "2 sidnlabs.nl. 3600 1 2 ns2.sidn.nl.",
                "3 ns1.sidnlabs.nl. 3600 1 1 94.198.159.8", "3 ns2.sidn.nl. 3600 1 1 194.171.17.5",
                "3 ns1.sidnlabs.nl. 3600 1 28 2a00:d78:0:712:94:198:159:8",
                "3 ns2.sidn.nl. 3600 1 28 2001:610:0:800d::5",
            ])
    }
}
