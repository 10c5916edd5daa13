/// Packets of a pcapng file (draft-ietf-opsawg-pcapng): several sections, each with its byte order, and several
/// interfaces, each with its link type and resolution, which libpcap does not read.
///
/// Blocks that hold neither packets nor interfaces are passed over.
final class PcapngReader {
    /// The type of a section header block, which is the same in both byte orders.
    static let magic: [UInt8] = [0x0A, 0x0D, 0x0D, 0x0A]
    /// Longer blocks are nonsense: a packet with all its options is far below.
    static let maximumBlock = 16 << 20
    private static let maximumInterfaces = 65_536

    private enum BlockType {
        static let interface: UInt32 = 1
        static let packet: UInt32 = 2
        static let simplePacket: UInt32 = 3
        static let enhancedPacket: UInt32 = 6
        static let section: UInt32 = 0x0A0D_0D0A
    }

    private let stream: CaptureStream
    private let window: CaptureWindow
    private var isLittle = true
    private var interfaces: [PcapngInterface] = []
    /// Length of the block whose packet was given last: its bytes stay until the next is asked for.
    private var given = 0
    private var lastTime: Int64 = 0

    /// - Throws: `DecodeError.unusable` when the first section header cannot be read.
    init(_ stream: CaptureStream, _ window: CaptureWindow) throws {
        self.stream = stream
        self.window = window
        if let wrong = sectionHeader() { throw stream.openingFailed("not a capture file (pcapng: \(wrong))") }
        guard window.has(12), window.has(Int(block(12).u32(4))) else {
            throw stream.openingFailed("not a capture file (pcapng: the section header is cut off)")
        }
    }

    /// The next packet; its bytes are valid until the next call.
    func next(_ packet: inout CapturedPacket) -> CaptureRead {
        window.drop(given)
        given = 0
        while true {
            guard window.has(8) else { return ended() }
            let type = window.bytes.u32(0) == BlockType.section ? BlockType.section : block(8).u32(0)
            if type == BlockType.section, let wrong = sectionHeader() {
                return stream.trouble ?? .damagedRecord(wrong)
            }
            if Self.isPcap(window.bytes.u32(0)) { return .otherFormat }
            let length = Int(block(8).u32(4))
            guard length >= 12, length <= Self.maximumBlock, length & 3 == 0 else {
                return .damagedRecord("a block claims to be \(length) bytes long")
            }
            guard window.has(length) else { return ended() }
            let whole = block(length)
            guard Int(whole.u32(length - 4)) == length else {
                return .damagedRecord("the two lengths of a block differ")
            }
            let body = CaptureFields(bytes: whole.bytes.slice(8, length - 12), isLittle: isLittle)
            if let read = take(type, body, &packet) {
                given = length
                return read
            }
            window.drop(length)
        }
    }

    /// Whether a file of this format begins where a window stands.
    static func begins(_ window: CaptureWindow) -> Bool {
        guard window.has(12), window.bytes.u32(0) == BlockType.section else { return false }
        return [0x1A2B_3C4D, 0x4D3C_2B1A].contains(window.bytes.u32(8))
    }

    /// Whether a file of the older format begins with a word; no block has such a type.
    static func isPcap(_ word: UInt32) -> Bool {
        [0xA1B2_C3D4, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1, 0xA1B2_CD34, 0x34CD_B2A1].contains(word)
    }

    /// The first bytes that are there. Precondition: there are so many.
    private func block(_ length: Int) -> CaptureFields {
        CaptureFields(bytes: window.bytes.slice(0, length), isLittle: isLittle)
    }

    private func ended() -> CaptureRead {
        if let trouble = stream.trouble { return trouble }
        return window.bytes.count == 0 ? .end : .cut("the last block is cut off")
    }

    /// Begins a section with the header that comes now; gives what is wrong with it.
    private func sectionHeader() -> String? {
        guard window.has(16) else { return "a section header is cut off" }
        switch window.bytes.u32(8) {
        case 0x1A2B_3C4D: isLittle = false
        case 0x4D3C_2B1A: isLittle = true
        default: return "a section header without byte order"
        }
        let header = block(16)
        guard header.u32(4) >= 28, header.u32(4) <= UInt32(Self.maximumBlock) else {
            return "a section header claims to be \(header.u32(4)) bytes long"
        }
        // 1.2 was written by some, and is no different.
        let (major, minor) = (header.u16(12), header.u16(14))
        guard major == 1, minor == 0 || minor == 2 else { return "version \(major).\(minor) is not known" }
        interfaces.removeAll()
        return nil
    }

    /// What a block holds; `nil`: no packet.
    private func take(_ type: UInt32, _ body: CaptureFields, _ packet: inout CapturedPacket) -> CaptureRead? {
        switch type {
        case BlockType.enhancedPacket:
            guard body.bytes.has(0, 20) else { return .damagedRecord("a packet block is too short") }
            return timed(body, interface: Int(body.u32(0)), &packet)
        case BlockType.packet:
            guard body.bytes.has(0, 20) else { return .damagedRecord("a packet block is too short") }
            return timed(body, interface: Int(body.u16(0)), &packet)
        case BlockType.simplePacket:
            guard body.bytes.has(0, 4) else { return .damagedRecord("a packet block is too short") }
            return simple(body, &packet)
        case BlockType.interface:
            guard body.bytes.has(0, 8), let interface = PcapngInterface(body) else {
                return .damagedRecord("an interface block is too short")
            }
            guard interfaces.count < Self.maximumInterfaces else { return .damagedRecord("too many interfaces") }
            interfaces.append(interface)
            return nil
        default: return nil
        }
    }

    /// An enhanced packet block, or the older one, which differs in the first four bytes only.
    private func timed(_ body: CaptureFields, interface index: Int, _ packet: inout CapturedPacket) -> CaptureRead {
        let kept = Int(body.u32(12))
        guard body.bytes.has(20, kept) else { return .damagedRecord("a packet is longer than its block") }
        packet.bytes = body.bytes.slice(20, kept)
        packet.wireLength = max(kept, Int(body.u32(16)))
        let ticks = UInt64(body.u32(4)) << 32 | UInt64(body.u32(8))
        let isThere = describe(&packet, interface: index)
        packet.hasTime = isThere
        if isThere { lastTime = interfaces[index].microseconds(ticks) }
        packet.time = lastTime
        return .packet
    }

    /// A simple packet block: of the first interface, without a time, as long as that interface keeps packets.
    private func simple(_ body: CaptureFields, _ packet: inout CapturedPacket) -> CaptureRead {
        let wireLength = Int(body.u32(0))
        let isThere = describe(&packet, interface: 0)
        let limit = isThere && interfaces[0].snapLength > 0 ? interfaces[0].snapLength : Int.max
        packet.bytes = body.bytes.slice(4, min(wireLength, limit))
        packet.wireLength = wireLength
        packet.hasTime = false
        packet.time = lastTime
        return .packet
    }

    /// Tells the link type; false: nothing has described the interface.
    private func describe(_ packet: inout CapturedPacket, interface index: Int) -> Bool {
        guard index < interfaces.count else {
            packet.linkType = -1
            packet.isKnown = false
            return false
        }
        packet.linkType = interfaces[index].linkType
        packet.isKnown = interfaces[index].isKnown
        return true
    }
}
