import Testing

@Suite("EDNS options")
struct OptionTests {
    private func query(_ options: [(code: Int, value: ByteString)]) throws -> Row {
        let message = DNSText.query("a.nl").with { $0.additionals = [DNSText.opt(options: options)] }
        return try #require(try Decoding.packets([Exchange().ask(message)]).row)
    }

    private func answer(_ options: [(code: Int, value: ByteString)]) throws -> Row {
        let message = DNSText.query("a.nl").answered().with { $0.additionals = [DNSText.opt(options: options)] }
        return try #require(try Decoding.packets([Exchange().reply(message)]).row)
    }

    @Test(
        arguments: [
            ([0, 1, 24, 0, 203, 0, 113], "203.0.113.0/24"), ([0, 1, 0, 0], "0.0.0.0/0"), ([0, 2, 0, 0], "::/0"),
            ([0, 2, 56, 0, 0x20, 1, 0x0D, 0xB8, 0, 0, 1], "2001:db8:0:100::/56"), ([0, 0, 0, 0], nil),
            ([0, 1, 24], nil),
            ([0, 1, 33, 0, 1, 2, 3, 4, 5], nil), ([0, 2, 129, 0, 1], nil), ([0, 9, 8, 0, 1], nil),
            ([0, 1, 20, 0, 203, 0, 0xFF], "203.0.240.0/20"), ([0, 1, 24, 0, 203, 0, 113, 0, 0, 3], "203.0.113.0/24"),
            ([0, 1, 32, 0, 203, 0, 113, 9], "203.0.113.9/32"),
            ([0, 2, 128, 0, 0x20, 1] + [UInt8](repeating: 0, count: 13) + [1], "2001::1/128"),
        ] as [(ByteString, String?)])
    func clientSubnet(value: ByteString, text: String?) throws {
        // A cookie behind it shows that its own length was taken, whatever it holds.
        let row = try query([(8, value), (10, [1, 2, 3, 4, 5, 6, 7, 0xFF])])
        #expect(
            row.differences(["edns_ecs": text, "edns_options": "8,10", "edns_cookie_client": "01020304050607ff"]) == [])
    }

    @Test func theOptionsOfAQuery() throws {
        let row = try query([
            (5, [8, 13]), (6, [1, 2]), (7, [1]), (12, ByteString(repeating: 0, count: 31)),
            (14, [0x4F, 0x66, 0x9B, 0x14]),
            (65_001, []),
        ])
        #expect(
            row.differences([
                "edns_options": "5,6,7,12,14,65001", "edns_dau": "8,13", "edns_dhu": "1,2", "edns_n3u": "1",
                "edns_padding": "31", "edns_keytag": "20326,39700", "edns_server_options": nil,
            ]) == [])
        #expect(try query([])["edns_options"] == nil)
    }

    @Test func theOptionsOfAResponse() throws {
        let row = try answer([
            (3, Array("ams1.nl".utf8)), (8, [0, 1, 24, 20, 203, 0, 113]), (10, ByteString(repeating: 0xAB, count: 16)),
            (15, [0, 18]), (15, [0, 22] + Array("no \u{E9}".utf8)),
        ])
        #expect(
            row.differences([
                "edns_server_options": "3,8,10,15,15", "edns_nsid": "ams1.nl", "edns_ecs_scope": "20",
                "edns_cookie_server": "abababababababab", "edns_ext_error": "18,22",
                "edns_ext_error_text": ",no \u{E9}",
                "edns_options": nil, "edns_ecs": nil,
            ]) == [])
        #expect(try answer([(3, [0, 1, 0xFF])])["edns_nsid"] == "0001ff")
        // RFC 7871 6: no such scope, no such family, fewer bytes than the prefix needs.
        for subnet in [[0, 1, 24, 200, 203, 0, 113], [0, 3, 24, 16, 203, 0, 113], [0, 1, 24, 16, 203, 0]]
            as [ByteString]
        {
            let row = try answer([(8, subnet)])
            #expect(row.differences(["edns_ecs_scope": nil, "edns_server_options": "8"]) == [])
        }
    }

    @Test func textThatIsNoUTF8IsWrittenInDecimal() throws {
        for (value, text) in [
            ([0xFF, 65], "\\255A"), (Array("blocked".utf8) + [0], "blocked"), (Array("caf\u{E9}".utf8), "caf\u{E9}"),
            ([0x63, 0xE9], "c\\233"), ([10, 92], "\\010\\\\"), ([0xED, 0xA0, 0x80], "\\237\\160\\128"),
        ] as [(ByteString, String)] {
            #expect(try answer([(15, [0, 1] + value)])["edns_ext_error_text"] == text)
        }
    }

    @Test func aClientSubnetThatIsTooShortIsNone() throws {
        #expect(try query([(8, [0, 1, 24, 0, 203, 0])])["edns_ecs"] == nil)
    }

    @Test(arguments: [(8, true), (16, true), (40, true), (7, false), (12, false), (41, false)])
    func cookies(size: Int, isOne: Bool) throws {
        let value = ByteString(repeating: 0x31, count: size)
        let row = try query([(10, value), (12, [])])
        #expect(
            row.differences(["edns_options": "10,12", "edns_cookie_client": isOne ? "3131313131313131" : nil]) == [])
        #expect((try answer([(10, value)])["edns_cookie_server"] != nil) == (isOne && size > 8))
    }

    /// Nobody needs as many, and each may cost a look at a table.
    @Test func thousandsOfOptions() throws {
        let row = try query((0..<4000).map { (8, [0, 1, 24, 0, 10, UInt8($0 >> 8), UInt8($0 & 255)]) })
        #expect(row["edns_options"]?.split(separator: ",").count == 128)
    }

    @Test func anOptionBehindTheEndIsLeftOut() throws {
        var message = DNSText.query("a.nl").with {
            $0.additionals = [DNSText.opt(options: [(10, [1, 2, 3, 4, 5, 6, 7, 8])])]
        }
        message.additionals[0].data += [0, 8, 0, 200, 1]
        let row = try #require(try Decoding.packets([Exchange().ask(message)]).row)
        #expect(row["edns_options"] == "10")
    }
}
