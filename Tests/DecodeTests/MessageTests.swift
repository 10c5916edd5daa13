import Testing

@Suite("DNS messages")
struct MessageTests {
    private func row(_ message: DNSText) throws -> Row? { try Decoding.packets([Exchange().ask(message)]).row }
    private func answer(_ message: DNSText) throws -> Row? { try Decoding.packets([Exchange().reply(message)]).row }

    @Test func everyFlagHasItsColumn() throws {
        let query = try #require(try row(.query("a.nl", flags: 0x07F0)))
        #expect(
            query.differences([
                "dns_rd": "true", "dns_cd": "true", "dns_q_tc": "true", "dns_q_ra": "true", "dns_q_ad": "true",
                "dns_z": "true", "dns_opcode": "0", "dns_rcode": nil, "dns_aa": nil, "dns_tc": nil, "dns_ancount": nil,
                "dns_res_len": nil, "row_kind": "unanswered", "server": "ns1", "server_location": "ams",
            ]) == [])
        let plain = try #require(try row(.query("a.nl", flags: 0)))
        #expect(plain.differences(["dns_rd": "false", "dns_cd": "false", "dns_q_ad": "false", "dns_z": "false"]) == [])
        let response = try #require(
            try answer(DNSText.query("a.nl", flags: 0x86A0).answered(rcode: 3, answers: [DNSText.address])))
        #expect(
            response.differences([
                "dns_aa": "true", "dns_tc": "true", "dns_ra": "true", "dns_ad": "true", "dns_rcode": "3", "dns_rd": nil,
                "dns_qdcount": "1", "dns_ancount": "1", "dns_nscount": "0", "dns_arcount": "0", "dns_req_len": nil,
                "row_kind": "response_only", "dns_res_messages": "1", "ip_src": "192.0.2.1", "ip_dst": "198.51.100.53",
                "prot_src_port": "40000", "prot_dst_port": "53", "ip_ttl": nil,
            ]) == [])
    }

    @Test(
        arguments: [
            ([1, 0, 2, 110, 108, 0], #"\000.nl."#, 2), ([4, 97, 46, 0xE9, 98, 2, 110, 108, 0], #"a\.\233b.nl."#, 2),
            ([0], ".", 0), ([1, 92, 0], #"\\."#, 1), ([2, 32, 127, 0], #"\032\127."#, 1),
            ([3, 65, 98, 67, 2, 78, 76, 0], "AbC.NL.", 2),
        ] as [(ByteString, String, Int)])
    func namesAreEscapedAndNothingIsLost(wire: ByteString, text: String, labels: Int) throws {
        let row = try #require(
            try row(DNSText(questions: [DNSText.question(wire, type: 2)])))
        #expect(row.differences(["dns_qname_full": text, "dns_labels": String(labels), "dns_qtype": "2"]) == [])
    }

    @Test func derivedColumnsAreLowerCase() throws {
        let row = try #require(try row(.query("WwW.eXample.NL")))
        #expect(
            row.differences([
                "dns_qname_full": "WwW.eXample.NL.", "dns_qname": "www", "dns_domainname": "example.nl",
                "dns_tld": "nl",
            ]) == [])
        #expect(
            try self.row(.query("nl"))?.differences(["dns_tld": "nl", "dns_domainname": nil, "dns_qname": nil]) == [])
        #expect(
            try self.row(.query(""))?.differences(["dns_tld": nil, "dns_domainname": nil, "dns_labels": "0"]) == [])
    }

    @Test func aNameHasAtMost255Octets() throws {
        let label: ByteString = [63] + ByteString(repeating: 97, count: 63)
        let most = label + label + label + [61] + ByteString(repeating: 98, count: 61) + [0]
        let more = label + label + label + [62] + ByteString(repeating: 98, count: 62) + [0]
        #expect(most.count == 255)
        #expect(try row(DNSText(questions: [DNSText.question(most, type: 1)]))?["dns_labels"] == "4")
        let tooLong = try Decoding.packets([Exchange().ask(DNSText(questions: [DNSText.question(more, type: 28)]))])
        #expect(
            tooLong.row?.differences([
                "dns_qname_full": nil, "dns_labels": nil, "dns_domainname": nil, "dns_qtype": "28", "dns_qclass": "1",
            ]) == [])
        #expect(tooLong.errors == ["dns_malformed": 1])
        let many = ByteString(repeating: 1, count: 254).enumerated().map { $0.offset % 2 == 0 ? $0.element : 97 } + [0]
        #expect(try row(DNSText(questions: [DNSText.question(many, type: 1)]))?["dns_labels"] == "127")
    }

    @Test(arguments: [
        [0xC0, 12], [0xC0, 14], [1, 97, 0xC0, 12], [0xC0, 200], [0xFF, 0xFF], [0x40, 1, 0], [0x80, 0],
    ])
    func pointersGoBackwardsOnly(wire: ByteString) throws {
        let decoding = try Decoding.packets([Exchange().ask(DNSText(questions: [DNSText.question(wire, type: 1)]))])
        #expect(decoding.dns.count == 1)
        #expect(decoding.row?["dns_qname_full"] == nil)
    }

    @Test func aliasesAreFollowedThroughPointers() throws {
        var message = DNSText.query("a.nl").answered(answers: [DNSText.alias("b.Example.nl"), DNSText.alias("c.nl")])
        message.answers.append(.init(name: [0xC0, 12], type: 5, data: [1, 120, 0xC0, 14]))
        #expect(try answer(message)?["dns_cname"] == "b.Example.nl.,c.nl.,x.nl.")
    }

    @Test func aLoopOfPointersEnds() throws {
        // The target points to itself, or back and forth.
        for data in [[0xC0, 34], [0xC0, 36, 0xC0, 34]] as [ByteString] {
            let message = DNSText.query("a.nl").answered(answers: [.init(name: [0xC0, 12], type: 5, data: data)])
            #expect(try answer(message)?["dns_cname"] == nil)
        }
    }

    @Test func optIsFoundWhereverItStands() throws {
        let opt = DNSText.opt(udp: 1400, dnssecOK: true)
        let filler = DNSText.Record(type: 16, data: [1, 65])
        for place in 0...2 {
            var message = DNSText.query("a.nl")
            message.additionals = [filler, filler]
            message.additionals.insert(opt, at: place)
            #expect(
                try row(message)?.differences(["edns_udp": "1400", "edns_do": "true", "edns_version": "0"]) == [])
        }
        let inAnswers = DNSText.query("a.nl").with { $0.answers = [opt] }
        #expect(try row(inAnswers)?["edns_udp"] == "1400")
    }

    @Test func theReturnCodeIsTheExtendedOne() throws {
        let opt = DNSText.opt(extendedRcode: 1, version: 0)
        #expect(try answer(DNSText.query("a.nl").answered().with { $0.additionals = [opt] })?["dns_rcode"] == "16")
        #expect(
            try answer(DNSText.query("a.nl").answered(rcode: 7).with { $0.additionals = [opt] })?["dns_rcode"] == "23")
    }

    @Test func updatesAndNotifiesCarryTheirZoneAsQuestion() throws {
        #expect(
            try row(.query("zone.nl", type: 6, flags: 0x2800))?
                .differences(["dns_opcode": "5", "dns_qname_full": "zone.nl.", "dns_qtype": "6"]) == [])
        #expect(try row(.query("zone.nl", type: 6, flags: 0x2000))?["dns_opcode"] == "4")
    }

    @Test func aMessageThatBreaksKeepsWhatCameBefore() throws {
        let whole = DNSText.query("a.nl").answered(answers: [DNSText.alias("b.nl"), DNSText.alias("c.nl")])
        for length in 12..<whole.bytes.count {
            let decoding = try Decoding.packets([Exchange().reply(Array(whole.bytes[..<length]))])
            #expect(decoding.row?["dns_ancount"] == "2")
            #expect(decoding.errors == ["dns_malformed": 1])
            #expect(decoding.row?["dns_qname_full"] == (length >= 18 ? "a.nl." : nil))
            #expect(decoding.row?["dns_qtype"] == (length >= 22 ? "1" : nil))
        }
        for length in 0..<12 {
            let decoding = try Decoding.packets([Exchange().reply(Array(whole.bytes[..<length]))])
            #expect(decoding.errors == ["dns_header_short": 1])
        }
    }

    @Test func countsThatCannotBeAreHarmless() throws {
        let decoding = try Decoding.packets([
            Exchange().ask([0, 1, 1, 0] + ByteString(repeating: 0xFF, count: 8)),
            Exchange().ask(DNSText.query("a.nl").with { $0.questionCount = 65_535 }),
        ])
        #expect(decoding.errors == ["dns_malformed": 2])
        #expect(decoding.dns.map { $0["dns_qdcount"] } == ["65535", "65535"])
    }
}
