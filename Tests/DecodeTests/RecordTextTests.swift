import Decode
import Testing

@Suite("Record data as text")
struct RecordTextTests {
    @Test(arguments: RecordSample.all)
    func samples(sample: RecordSample) throws {
        #expect(try Records.texts([.init(type: sample.type, data: sample.data)]) == [sample.text])
    }

    /// One byte too many or too few does not fit, whatever takes the rest as it comes.
    @Test func whatDoesNotFitIsOpaque() throws {
        // What ends in text, a key, a digest, a map or a list has no length of its own.
        let ends: Set = [10, 11, 16, 20, 22, 25, 30, 31, 37, 38, 42, 43, 44, 45, 46, 47, 48, 49, 50, 52, 53, 55, 59]
        let open = ends.union([24, 60, 61, 62, 63, 64, 65, 99, 256, 257, 258, 261, 731, 62_347, 32_768, 32_769])
        let samples = RecordSample.all.filter { !open.contains($0.type) }
        #expect(samples.count > 30)
        var records: [DNSText.Record] = []
        for sample in samples {
            records.append(.init(type: sample.type, data: sample.data + [0]))
            records.append(.init(type: sample.type, data: sample.data.dropLast()))
        }
        for (text, record) in zip(try Records.texts(records), records) { #expect(text == Records.opaque(record.data)) }
    }

    @Test(
        arguments: [
            // TXT beyond its end; HINFO with one string; DS without a digest
            (16, "026162 0363"), (13, "0161"), (43, "ec450501"),
            // LOC: version, mantissa, exponent, zero to a power, beyond the pole, beyond the date line
            (29, "01 12 16 13 80000000 80000000 00989680"), (29, "00 a2 16 13 80000000 80000000 00989680"),
            (29, "00 1a 16 13 80000000 80000000 00989680"), (29, "00 02 16 13 80000000 80000000 00989680"),
            (29, "00 12 16 13 934fd901 80000000 00989680"), (29, "00 12 16 13 80000000 a69fb201 00989680"),
            // NSEC: windows out of order and twice, no octet, 33 octets, zero at the end, octets missing
            (47, "00 0101 40 0001 40"), (47, "00 0001 40 0001 20"), (47, "00 0000"),
            (47, "00 0021" + String(repeating: "01", count: 33)), (47, "00 0002 4000"), (47, "00 0002 40"),
            // NSEC3 without a hash; NXT of the other form, with zeros at the end, with no types
            (50, "01 00 0000 00 00"), (30, "00 80 01"), (30, "00 40 00"), (30, "00"),
            // APL: unknown family, prefix too long, address too long, zero at the end, address missing
            (42, "0003 08 01 0a"), (42, "0001 21 01 0a"), (42, "0001 20 05 0a0a0a0a0a"), (42, "0001 10 02 0a00"),
            (42, "0001 10 02 0a"),
            // SVCB: keys out of order and twice, values of a wrong form, a value beyond the end
            (64, "0001 00 0003 0002 0035 0001 0003 026832"), (64, "0001 00 0003 0002 0035 0003 0002 0035"),
            (64, "0001 00 0003 0001 35"), (64, "0001 00 0001 0000"), (64, "0001 00 0001 0001 00"),
            (64, "0001 00 0001 0003 036832"), (64, "0001 00 0001 0003 026832 0002 0001 00"),
            (64, "0001 00 0004 0005 c000020100"), (64, "0001 00 0004 0000"), (64, "0001 00 0006 0004 c0000201"),
            (64, "0001 00 0000 0004 0004 0001"), (64, "0001 00 0000 0001 01"), (64, "0001 00 0005 0000"),
            (64, "0001 00 0007 0009 2f71"), (64, "0001 00 0008 0001 00"), (64, "0001 00 0007 00"),
            // CAA: no tag, a tag with a dash, a tag beyond the end
            (257, "00 00 61"), (257, "00 03 612d62 63"), (257, "00 05 6161"),
            // IPSECKEY and AMTRELAY of a fifth kind, and without the gateway
            (45, "0a 04 02 c0000226 ff"), (45, "0a 01 02 c000"), (260, "0a 04 c0000226"), (260, "0a 02 c0000226"),
            // HIP: nothing, a tag and a key that are empty or beyond the end, half a name
            (55, "02 02 0001 aaaa"), (55, "00 02 0001 bb"), (55, "01 02 0000 aa"), (55, "01 02 0001 aa bb 0361"),
            // TSIG with a code beyond the end; TKEY without the other data
            (250, "00 000000000000 012c 0004 dead"), (249, "00 00000000 00000000 0003 0000 0000"),
            // WKS with zeros at the end
            (11, "c0000201 06 4000"),
        ] as [(Int, String)])
    func malformed(type: Int, hex: String) throws {
        let data = RecordSample.bytes(hex.filter { $0 != " " })
        #expect(try Records.texts([.init(type: type, data: data)]) == [Records.opaque(data)])
    }

    /// The question's name stands at 12, its last label at 20.
    @Test(
        arguments: [
            (5, "c00c", "Example.nl."), (33, "0001 0002 0035 03777777 c00c", "1 2 53 www.Example.nl."),
            (2, "03777777 c014", "www.nl."), (64, "0001 c00c 0003 0002 0035", "1 Example.nl. port=53"),
            (
                46, "0001 08 02 00000e10 00000000 00000000 0001 c014 ff",
                "A 8 2 3600 19700101000000 19700101000000 1 nl. /w=="
            ),
            (55, "01 02 0001 aa bb c00c c014", "2 aa uw== Example.nl. nl."),
        ] as [(Int, String, String)])
    func namesAreDecompressed(type: Int, hex: String, text: String) throws {
        let data = RecordSample.bytes(hex.filter { $0 != " " })
        #expect(try Records.texts([.init(type: type, data: data)]) == [text])
    }

    /// To itself, forwards, to the end, half a pointer, into the header and from there on to itself.
    @Test(arguments: ["c029", "c02a", "ffff", "c0", "4000", "8000", "03777777"])
    func namesThatLeadNowhereAreOpaque(hex: String) throws {
        let data = RecordSample.bytes(hex)
        #expect(try Records.texts([.init(type: 5, data: data)]) == [Records.opaque(data)])
    }

    /// The first name is long by itself: with a label more it has 256 octets.
    @Test func namesHave255OctetsAtMost() throws {
        let labels = [ByteString](repeating: [63] + ByteString(repeating: 97, count: 63), count: 3).flatMap { $0 }
        let longest = labels + [61] + ByteString(repeating: 97, count: 61) + [0]
        #expect(longest.count == 255)
        let longer = labels + [62] + ByteString(repeating: 97, count: 62) + [0]
        let texts = try Records.texts([.init(type: 5, data: longest), .init(type: 5, data: longer)])
        #expect(texts.map(\.utf8.count) == [254, Records.opaque(longer).utf8.count])
    }

    @Test func aNameMayNotGoBeyondItsRecord() throws {
        // The root of the first record's name would be the first octet of the second one's.
        let lines = try Records.lines {
            $0.answers = [.init(type: 5, data: [1, 97]), .init(type: 1, data: [192, 0, 2, 1])]
        }
        #expect(lines == ["1 . 300 1 5 \\# 2 0161", "1 . 300 1 1 192.0.2.1"])
    }

    /// RFC 1035 3.3, RFC 2136 2.5: the same type in another class.
    @Test func classes() throws {
        let chaos = RecordSample.bytes("02636800 01ff".filter { $0 != " " })
        let lines = try Records.lines {
            $0.answers = [
                .init(type: 1, recordClass: 3, data: chaos), .init(type: 1, recordClass: 4, data: [192, 0, 2, 1]),
                .init(type: 1, recordClass: 255, ttl: 0, data: []),
                .init(type: 16, recordClass: 3, data: Array("\u{7}9.18.24".utf8)),
            ]
        }
        #expect(
            lines == [
                "1 . 300 3 1 ch. 777", "1 . 300 4 1 192.0.2.1", "1 . 0 255 1 \\# 0", #"1 . 300 3 16 "9.18.24""#,
            ])
    }

    /// Windows and bits of the highest types, and mnemonics of those between.
    @Test func typesOfAllWindows() throws {
        let data = RecordSample.bytes("00 0009 400000000000000001 0101 c0 8001 c0 ff20".filter { $0 != " " })
        let text = try Records.texts([
            .init(type: 47, data: data + ByteString(repeating: 0, count: 31) + [1])
        ])
        #expect(text == [". A TYPE71 URI CAA TA DLV TYPE65535"])
    }
}
