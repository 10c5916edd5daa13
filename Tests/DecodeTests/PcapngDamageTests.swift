import Decode
import Testing

@Suite("Damaged pcapng")
struct PcapngDamageTests {
    /// A section with an interface and a packet, and what follows.
    private func file(_ change: (inout PcapngBuilder) -> Void) -> ByteString {
        var file = PcapngBuilder()
        file.section()
        file.interface(101)
        file.packet(Exchange().ask(.query("a.example.nl")))
        change(&file)
        return file.bytes
    }

    private func expectEnd(
        _ bytes: ByteString, _ reason: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        let decoding = try Decoding.content(bytes)
        #expect(decoding.names == ["a.example.nl."], sourceLocation: location)
        let said = decoding.reports.first?.endedEarly
        #expect(said?.contains(reason) == true, "\(said ?? "nothing")", sourceLocation: location)
        #expect(decoding.totals.warnings.count == 1, sourceLocation: location)
    }

    @Test func aLastBlockThatIsCutOffCostsOnlyItself() throws {
        let one = file { _ in }
        let two = file { $0.packet(Exchange().ask(.query("b.example.nl", id: 2))) }
        for length in one.count + 1..<two.count { try expectEnd(Array(two[..<length]), "cut off") }
        #expect(try Decoding.content(two).dns.count == 2)
        #expect(try Decoding.content(one).reports.first?.endedEarly == nil)
    }

    @Test(arguments: [0, 4, 8, 11, 33, 16 << 20 + 4, 0x7FFF_FFFC, 0xFFFF_FFFC, 0xFFFF_FFFF])
    func anAbsurdLengthEndsTheFile(length: Int) throws {
        let bytes = file {
            $0.block(6, ByteString(repeating: 0, count: 40), length: length)
            $0.packet(Exchange().ask(.query("b.example.nl", id: 2)))
        }
        try expectEnd(bytes, "\(length) bytes long")
    }

    @Test func lengthsThatDifferEndTheFile() throws {
        try expectEnd(file { $0.block(5, [0, 0, 0, 0], trailer: 20) }, "differ")
    }

    @Test func aPacketLongerThanItsBlockEndsTheFile() throws {
        let fields =
            ByteString(repeating: 0, count: 12) + [0xFF, 0xFF, 0xFF, 0xFF] + ByteString(repeating: 0, count: 4)
        for type in [2, 6] {
            try expectEnd(file { $0.block(type, fields) }, "longer than its block")
            try expectEnd(file { $0.block(type, [0, 0, 0, 0]) }, "too short")
        }
        try expectEnd(file { $0.block(3, []) }, "too short")
        try expectEnd(file { $0.block(1, [0, 0, 0, 0]) }, "too short")
        // An option of the interface that goes over its end.
        try expectEnd(file { $0.block(1, [101, 0, 0, 0, 0, 0, 0, 0, 9, 0, 9, 0]) }, "too short")
    }

    @Test func aSectionOfAnotherVersionEndsTheFile() throws {
        try expectEnd(file { $0.section(major: 2) }, "version 2.0")
        try expectEnd(file { $0.section(minor: 1) }, "version 1.1")
        #expect(try Decoding.content(file { $0.section(minor: 2) }).reports.first?.endedEarly == nil)
        let wrongOrder = file { $0.block(0x0A0D_0D0A, ByteString(repeating: 7, count: 16)) }
        try expectEnd(wrongOrder, "without byte order")
    }

    @Test func aBrokenBeginningIsUnusable() {
        var file = PcapngBuilder()
        file.section(major: 3)
        #expect(FileTests.refusal(file.bytes)?.contains("version 3.0") == true)
        file = PcapngBuilder()
        file.section()
        for length in 4..<file.bytes.count {
            #expect(FileTests.refusal(Array(file.bytes[..<length]))?.contains("cut off") == true)
        }
        file.block(6, [0, 0, 0, 0])
        #expect(FileTests.refusal(file.bytes)?.contains("damaged after packet 0") == true)
    }

    /// Whichever byte is changed, there is an end to it.
    @Test func anyByteMayBeWrong() {
        var whole = PcapngBuilder()
        for isBigEndian in [true, false] {
            whole.isBigEndian = isBigEndian
            whole.section()
            whole.interface(101, resolution: 9, offset: 5)
            whole.packet([0x45, 0, 0, 0])
            whole.simplePacket([0x60, 0, 0, 0])
        }
        for index in whole.bytes.indices {
            for value: UInt8 in [0, 0xFF] {
                var bytes = whole.bytes
                bytes[index] = value
                do {
                    #expect(try Decoding.content(bytes).totals.packets <= 4)
                } catch DecodeError.unusable(_, let reason) { #expect(!reason.isEmpty) } catch {
                    Issue.record("\(error)")
                }
            }
        }
    }
}
