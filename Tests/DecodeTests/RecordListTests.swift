import Decode
import Testing

@Suite("Records of a row")
struct RecordListTests {
    private static let nsec = DNSText.Record(name: [0xC0, 12], type: 47, data: [0, 0, 1, 0x40])

    @Test func sectionsNamesAndOrder() throws {
        let lines = try Records.lines {
            $0.answers = [DNSText.alias("www.nl"), .init(name: DNSText.name("WWW.nl"), type: 1, data: [192, 0, 2, 1])]
            $0.authorities = [.init(name: [0xC0, 20], type: 2, ttl: 0xFFFF_FFFF, data: [0xC0, 12])]
            $0.additionals = [
                .init(name: [3, 97, 46, 255, 0xC0, 12], type: 1, data: [192, 0, 2, 2]), DNSText.opt(),
                .init(name: [0xC0, 12], type: 1, data: [192, 0, 2, 3]),
            ]
        }
        #expect(
            lines == [
                "1 Example.nl. 300 1 5 www.nl.", "1 WWW.nl. 300 1 1 192.0.2.1", "2 nl. 4294967295 1 2 Example.nl.",
                #"3 a\.\255.Example.nl. 300 1 1 192.0.2.2"#, "3 Example.nl. 300 1 1 192.0.2.3",
            ])
    }

    @Test func noneIsEmptyAndUnaskedIsNull() throws {
        #expect(try Records.lines { _ in } == [])
        #expect(try Records.lines { $0.additionals = [DNSText.opt()] } == [])
        #expect(try Records.lines(.none) { $0.answers = [DNSText.address] } == nil)
        #expect(try Records.lines(.withoutDNSSEC) { $0.answers = [Self.nsec] } == [])
        let query = DNSText.query("a.nl").with { $0.additionals = [DNSText.address] }
        let options = Decoding.options { $0.recordData = .all }
        #expect(try #require(try Decoding.packets([Exchange().ask(query)], options: options).row)["dns_rdata"] == nil)
    }

    @Test func recordsOfDNSSECMayBeLeftOut() throws {
        let dnssec = [24, 25, 30, 43, 46, 47, 48, 50, 51, 59, 60, 32_768, 32_769]
        let types = Array(1...300) + [32_767, 32_768, 32_769, 32_770]
        func kept(_ wanted: RecordData) throws -> [Int] {
            try #require(try Records.lines(wanted) { $0.answers = types.map { .init(type: $0, data: [1]) } })
                .compactMap { Int($0.split(separator: " ")[4]) }
        }
        #expect(try kept(.all) == types.filter { $0 != 41 })
        #expect(try kept(.withoutDNSSEC) == types.filter { $0 != 41 && !dnssec.contains($0) })
    }

    /// TSIG stands behind all others, and is a record like them.
    @Test func signaturesOfMessages() throws {
        let sample = try #require(RecordSample.all.first { $0.type == 250 })
        let lines = try Records.lines {
            $0.additionals = [DNSText.opt(), .init(name: [1, 107, 0], type: 250, recordClass: 255, data: sample.data)]
        }
        #expect(lines == ["3 k. 300 255 250 \(sample.text)"])
    }

    @Test func aMessageThatBreaksOff() throws {
        let message = DNSText.query("Example.nl").answered(answers: [DNSText.address, DNSText.alias("a.nl")])
        for cut in 1...18 {
            let decoding = try Decoding.packets(
                [Exchange().reply(message.bytes.dropLast(cut))], options: Decoding.options { $0.recordData = .all })
            #expect(decoding.row?["dns_rdata"] == "1 Example.nl. 300 1 1 192.0.2.1")
        }
    }

    /// A pointer that leads to itself has a length, but no name.
    @Test func aRecordWithoutAReadableName() throws {
        let lines = try Records.lines {
            $0.answers = [.init(name: [0xC0, 28], type: 1, data: [192, 0, 2, 1]), DNSText.address]
        }
        #expect(lines == ["1 NULL 300 1 1 192.0.2.1", "1 Example.nl. 300 1 1 192.0.2.1"])
    }

    @Test func aTransferHasTheRecordsOfAllItsMessages() throws {
        let query = DNSText.query("nl", type: 252, id: 3)
        var stream = Stream()
        var packets = stream.handshake() + [stream.send(query.bytes.prefixed)]
        for number in 1...3 {
            let message = query.answered(answers: [.init(type: 1, data: [192, 0, 2, UInt8(number)])])
            packets.append(stream.receive(message.bytes.prefixed))
        }
        let row = try Decoding.packets(packets, options: Decoding.options { $0.recordData = .all }).row
        let records = (1...3).map { "1 . 300 1 1 192.0.2.\($0)" }.joined(separator: "\n")
        #expect(row?.differences(["dns_res_messages": "3", "dns_rdata": records]) == [])
    }

    @Test func manyRecordsAreBounded() throws {
        let (row, errors) = try Records.row {
            $0.answers = [DNSText.Record](repeating: .init(type: 10, data: []), count: 5000)
        }
        #expect(row?["dns_rdata"]?.split(separator: "\n").count == 4096)
        #expect(row?["dns_ancount"] == "5000")
        #expect(errors == ["rdata_truncated": 1])
        let (_, none) = try Records.row {
            $0.answers = [DNSText.Record](repeating: .init(type: 10, data: []), count: 4096)
        }
        #expect(none == [:])
    }

    /// A name of 255 octets that takes a thousand as text, told again and again in two.
    private static let bulky: DNSText = {
        var message = DNSText.query("Example.nl").answered()
        let labels = [ByteString](repeating: [62] + ByteString(repeating: 0, count: 62), count: 4).flatMap { $0 }
        message.answers = [.init(type: 5, data: labels + [0])]
        // Header and question have 28 bytes, the record in front of its data 11.
        message.answers += [DNSText.Record](repeating: .init(type: 5, data: [0xC0, 39]), count: 400)
        return message
    }()

    @Test func longTextIsBounded() throws {
        let (row, errors) = try Records.row { $0 = Self.bulky }
        let lines = try #require(row?["dns_rdata"]?.split(separator: "\n"))
        // Four labels of 62 octets as \000 with a dot, and the owner's dot.
        let each = 4 * (62 * 4 + 1) + 1
        #expect(Set(lines.map(\.utf8.count)) == [each + "1  300 1 5 ".utf8.count])
        #expect(lines.count == (256 << 10) / each)
        #expect(errors == ["rdata_truncated": 1])
    }

    /// Many names in one record: opaque bytes take less.
    @Test func aRecordThatWouldBeTooLong() throws {
        let data: ByteString =
            [1, 2, 0, 1, 0xAA, 0xBB] + [ByteString](repeating: [0xC0, 39], count: 1000).flatMap { $0 }
        let (row, errors) = try Records.row {
            $0 = Self.bulky
            $0.answers = [Self.bulky.answers[0], .init(type: 55, data: data)]
        }
        let lines = try #require(row?["dns_rdata"]?.split(separator: "\n").map(String.init))
        #expect(lines.count == 2)
        #expect(Records.text(lines[1]) == Records.opaque(data))
        #expect(errors == [:])
    }

    /// What a batch holds does not grow with what messages hold.
    @Test func batchesAreBounded() throws {
        var capture = CaptureBuilder()
        for index in 0..<150 { capture.add(Exchange(port: 2000 + index).reply(Self.bulky), at: Int64(index)) }
        let options = Decoding.options {
            $0.recordData = .all
            $0.batchCapacity = 1000
        }
        let decoding = try Decoding.capture(capture, options: options)
        #expect(decoding.dns.count == 150)
        // 150 times 256 KiB of text and the places of 4096 records, at about 32 MiB a batch.
        #expect(decoding.batches == 3)
        #expect(decoding.errors == ["rdata_truncated": 150])
    }
}
