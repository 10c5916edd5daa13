import Decode
import Testing

@Suite("pcapng")
struct PcapngTests {
    private func query(_ name: String, id: Int = 1) -> ByteString { Exchange().ask(.query(name, id: id)) }

    /// A section with one interface for raw IP.
    private func file(
        isBigEndian: Bool = false, _ change: (inout PcapngBuilder) -> Void = { _ in }
    ) -> PcapngBuilder {
        var file = PcapngBuilder()
        file.isBigEndian = isBigEndian
        file.section()
        file.interface(101)
        change(&file)
        return file
    }

    private func times(_ decoding: Decoding) -> [Int] { decoding.dns.compactMap { $0.integer("time") } }

    @Test(arguments: [false, true])
    func enhancedAndOldPacketBlocksInBothByteOrders(isBigEndian: Bool) throws {
        let file = file(isBigEndian: isBigEndian) {
            $0.packet(query("a.example.nl", id: 1))
            $0.oldPacket(query("b.example.nl", id: 2), ticks: UInt64(CaptureBuilder.epoch) + 1)
        }
        let decoding = try Decoding.content(file.bytes)
        #expect(decoding.names == ["a.example.nl.", "b.example.nl."])
        #expect(times(decoding) == [Int(CaptureBuilder.epoch), Int(CaptureBuilder.epoch) + 1])
        #expect(decoding.reports.first?.packets == 2)
        #expect(decoding.reports.first?.lastMicroseconds == CaptureBuilder.epoch + 1)
        #expect(decoding.reports.first?.endedEarly == nil)
        #expect(decoding.errors.isEmpty)
    }

    @Test func aSimplePacketHasTheTimeOfTheOneBefore() throws {
        let file = file {
            $0.packet(query("a.example.nl"))
            $0.simplePacket(query("b.example.nl", id: 2))
        }
        let decoding = try Decoding.content(file.bytes)
        #expect(times(decoding) == [Int(CaptureBuilder.epoch), Int(CaptureBuilder.epoch)])
        #expect(decoding.names.last == "b.example.nl.")
        #expect(decoding.errors == ["time_missing": 1])
    }

    @Test func aSimplePacketIsCutAtTheInterfacesLimit() throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101, snap: 45)
        let whole = query("a.example.nl")
        file.simplePacket(Array(whole[..<45]) + [9, 9, 9], wireLength: whole.count)
        let decoding = try Decoding.content(file.bytes)
        #expect(decoding.reports.first?.packets == 1)
        #expect(decoding.row?["dns_truncated"] == "true")
    }

    /// Resolution, ticks, and the microseconds that they are.
    @Test(arguments: [
        (6, 1_700_049_600_123_456, 1_700_049_600_123_456), (9, 1_700_049_600_123_456_789, 1_700_049_600_123_456),
        (3, 1_700_049_600_123, 1_700_049_600_123_000), (0, 1_700_049_600, 1_700_049_600_000_000),
        (0x80 | 20, 1_700_049_600 << 20 | 1 << 19, 1_700_049_600_500_000),
        (0x80 | 0, 1_700_049_600, 1_700_049_600_000_000),
    ])
    func resolutions(resolution: Int, ticks: Int, microseconds: Int) throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101, resolution: resolution)
        file.packet(query("a.example.nl"), ticks: UInt64(ticks))
        #expect(times(try Decoding.content(file.bytes)) == [microseconds])
    }

    @Test(arguments: [3600, -3600]) func anOffsetIsAdded(seconds: Int) throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101, offset: Int64(seconds))
        file.packet(query("a.example.nl"))
        #expect(times(try Decoding.content(file.bytes)) == [Int(CaptureBuilder.epoch) + seconds * 1_000_000])
    }

    /// Nothing that a file may say about time is out of range.
    @Test(arguments: [0, 1, 6, 7, 19, 26, 30, 127, 128, 130, 191, 255], [Int64.min, -1, 0, 1, Int64.max])
    func absurdTimesAreHarmless(resolution: Int, offset: Int64) throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101, resolution: resolution, offset: offset)
        for ticks in [0, 1, UInt64.max] { file.packet(query("a.example.nl"), ticks: ticks) }
        #expect(try Decoding.content(file.bytes).reports.first?.packets == 3)
    }

    @Test func sectionsHaveTheirOwnByteOrderAndInterfaces() throws {
        var file = PcapngBuilder()
        for isBigEndian in [true, false, true] {
            file.isBigEndian = isBigEndian
            file.section()
            file.interface(isBigEndian ? 1 : 101, resolution: isBigEndian ? 9 : 6)
            let packet = query(isBigEndian ? "big.nl" : "little.nl")
            file.packet(
                isBigEndian ? LinkFrame.ethernet(packet) : packet,
                ticks: UInt64(CaptureBuilder.epoch) * (isBigEndian ? 1000 : 1))
        }
        let decoding = try Decoding.content(file.bytes)
        #expect(decoding.names == ["big.nl.", "little.nl.", "big.nl."])
        #expect(Set(times(decoding)) == [Int(CaptureBuilder.epoch)])
    }

    @Test func interfacesHaveTheirOwnLinkTypeAndResolution() throws {
        let file = file {
            $0.interface(1, resolution: 9, frameCheck: 4)
            $0.interface(113)
            $0.packet(query("raw.nl", id: 1))
            $0.packet(
                LinkFrame.ethernet(query("ethernet.nl", id: 2)) + [1, 2, 3, 4], interface: 1,
                ticks: UInt64(CaptureBuilder.epoch) * 1000)
            $0.oldPacket(LinkFrame.linuxCooked(query("cooked.nl", id: 3)), interface: 2)
        }
        let decoding = try Decoding.content(file.bytes)
        #expect(decoding.names == ["raw.nl.", "ethernet.nl.", "cooked.nl."])
        #expect(Set(times(decoding)) == [Int(CaptureBuilder.epoch)])
        #expect(decoding.errors.isEmpty)
    }

    @Test func packetsOfUnknownLinkTypesAreCounted() throws {
        let file = file {
            $0.interface(281)
            $0.packet(ByteString(repeating: 0, count: 40), interface: 1)
            $0.packet(query("a.example.nl"))
            // Nothing has described this one.
            $0.packet(query("b.example.nl"), interface: 9)
        }
        let decoding = try Decoding.content(file.bytes)
        #expect(decoding.names == ["a.example.nl."])
        #expect(decoding.row?["capture_frame"] == "2")
        #expect(decoding.errors == ["link_unknown": 2])
        #expect(decoding.reports.first?.packets == 3)
    }

    @Test func nothingButUnknownLinkTypesIsUnusable() {
        var file = PcapngBuilder()
        file.section()
        file.interface(281)
        file.packet([0, 0, 0, 0])
        #expect(FileTests.refusal(file.bytes)?.contains("link type 281") == true)
        file = PcapngBuilder()
        file.section()
        file.packet([0, 0, 0, 0])
        #expect(FileTests.refusal(file.bytes)?.contains("no interface") == true)
    }

    @Test func otherBlocksArePassedOver() throws {
        let file = file {
            for type in [4, 5, 7, 9, 10, 0xBAD, 0x4000_0BAD, 0x8000_0001] {
                $0.block(type, ByteString(repeating: 0xFF, count: type % 7 * 4))
            }
            $0.block(5, ByteString(repeating: 1, count: 1 << 20))
            $0.packet(query("a.example.nl"))
        }
        #expect(try Decoding.content(file.bytes).names == ["a.example.nl."])
    }

    @Test func headersAloneHoldNothing() throws {
        var file = PcapngBuilder()
        file.section()
        for bytes in [file.bytes, self.file().bytes] {
            let decoding = try Decoding.content(bytes)
            #expect(decoding.reports.first?.packets == 0)
            #expect(decoding.reports.first?.endedEarly == nil)
            #expect(decoding.totals.warnings.isEmpty)
        }
    }
}
