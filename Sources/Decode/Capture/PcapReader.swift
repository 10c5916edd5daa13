/// Packets of a pcap file (draft-ietf-opsawg-pcap): microseconds and nanoseconds, both byte orders, the modified header.
/// Another file may follow in the middle, as after `cat`.
///
/// What libpcap does otherwise: a record longer than the header's snapshot length is given whole, a file that was
/// preallocated ends where its zeros begin, and a fraction of more than a second counts as such.
final class PcapReader {
    /// Longer records are nonsense.
    private static let maximumRecord = 262_144
    private static let headerLength = 24

    private struct Header {
        var isLittle: Bool
        var isNanosecond: Bool
        /// Of a record's header: the modified one has an interface and a type as well.
        var recordLength: Int
        var linkType: Int32
        var isKnown: Bool
        var version: (major: UInt16, minor: UInt16)
        /// As every program writes it today.
        var isOrdinary: Bool
    }

    private let stream: CaptureStream
    private let window: CaptureWindow
    private var header: Header
    /// Length of the record whose packet was given last: its bytes stay until the next is asked for.
    private var given = 0
    /// A record in the middle was cut off.
    private var remark: String?

    /// - Throws: `DecodeError.unusable` when it is no capture; `unreadable`.
    init(_ stream: CaptureStream, _ window: CaptureWindow) throws {
        self.stream = stream
        self.window = window
        guard window.has(Self.headerLength) else { throw stream.openingFailed("not a capture file: it is too short") }
        switch Self.header(window.bytes) {
        case .failure(let wrong): throw stream.openingFailed("not a capture file (\(wrong.reason))")
        case .success(let found): header = found
        }
        window.drop(Self.headerLength)
    }

    private struct Wrong: Error { var reason: String }

    private static func header(_ bytes: Bytes) -> Result<Header, Wrong> {
        for isLittle in [true, false] {
            let fields = CaptureFields(bytes: bytes, isLittle: isLittle)
            let (isNanosecond, recordLength): (Bool, Int)
            switch fields.u32(0) {
            case 0xA1B2_C3D4: (isNanosecond, recordLength) = (false, 16)
            case 0xA1B2_3C4D: (isNanosecond, recordLength) = (true, 16)
            case 0xA1B2_CD34: (isNanosecond, recordLength) = (false, 24)
            default: continue
            }
            let version = (major: fields.u16(4), minor: fields.u16(6))
            guard version.major == 2 || version == (543, 0) else {
                return .failure(Wrong(reason: "version \(version.major).\(version.minor) is not known"))
            }
            // The upper bits tell of a frame check sequence, which is no matter.
            let linkType = Int32(fields.u32(20) & 0x03FF_FFFF)
            return .success(
                Header(
                    isLittle: isLittle, isNanosecond: isNanosecond, recordLength: recordLength, linkType: linkType,
                    isKnown: LinkType.isKnown(linkType), version: version,
                    isOrdinary: version == (2, 4) && fields.u32(8) == 0 && fields.u32(12) == 0))
        }
        return .failure(Wrong(reason: "unknown file header"))
    }

    /// The next packet; its bytes are valid until the next call.
    @inline(__always)
    func next(_ packet: inout CapturedPacket) -> CaptureRead {
        window.drop(given)
        given = 0
        while true {
            guard window.has(header.recordLength) else { return ended("the header of a record is cut off") }
            let fields = CaptureFields(bytes: window.bytes, isLittle: header.isLittle)
            var (kept, sent) = (Int(fields.u32(8)), Int(fields.u32(12)))
            let (seconds, fraction) = (fields.u32(0), Int64(fields.u32(4)))
            if kept == 0 || seconds & 0xFFFF_0000 == 0xA1B2_0000 || seconds & 0xFFFF == 0xB2A1 {
                if beginsAnother() { continue }
                if kept == 0, let end = zeroTail() { return end }
            }
            if header.version.minor < 4 { order(&kept, &sent) }
            guard kept <= Self.maximumRecord else {
                if PcapngReader.begins(window) { return .otherFormat }
                return .damagedRecord("a record claims a packet of \(kept) bytes")
            }
            guard window.has(header.recordLength + kept) else { return ended("the last record is cut off") }
            if !isFollowedByRecord(kept, seconds: seconds), passCutRecord(kept) { continue }
            given = header.recordLength + kept
            packet.bytes = window.bytes.slice(header.recordLength, kept)
            packet.wireLength = max(kept, sent)
            packet.time = CaptureTime.clamped(
                seconds: Int64(seconds), microseconds: header.isNanosecond ? fraction / 1000 : fraction)
            packet.linkType = header.linkType
            packet.isKnown = header.isKnown
            return .packet
        }
    }

    /// Before version 2.3 the two lengths were the other way round; of 2.3, some were.
    private func order(_ kept: inout Int, _ sent: inout Int) {
        if header.version.minor < 3 && header.version.major == 2 || kept > sent { swap(&kept, &sent) }
    }

    private func ended(_ what: String) -> CaptureRead {
        if let trouble = stream.trouble { return trouble }
        if window.bytes.count == 0 { return remark.map { .cut($0) } ?? .end }
        return isZero(window.bytes) ? .cut(Self.zeros) : .cut(what)
    }

    private static let zeros = "only zeros follow: the file was preallocated, and not filled"

    private func isZero(_ bytes: Bytes) -> Bool { !(0..<bytes.count).contains { bytes.u8($0) != 0 } }

    /// The header of another file stands where a record should begin.
    private func beginsAnother() -> Bool {
        guard window.has(Self.headerLength), case .success(let another) = Self.header(window.bytes),
            another.isOrdinary || another.isKnown && another.version.minor <= 4
        else { return false }
        header = another
        window.drop(Self.headerLength)
        return true
    }

    /// Whether the bytes behind a record look like the header of the next one, or there are none.
    @inline(__always)
    private func isFollowedByRecord(_ kept: Int, seconds: UInt32) -> Bool {
        let end = header.recordLength + kept
        guard window.has(end + 16) else { return true }
        let next = CaptureFields(bytes: window.bytes.slice(end), isLittle: header.isLittle)
        let (kept, sent) = (next.u32(8), next.u32(12))
        guard kept <= UInt32(Self.maximumRecord) else { return false }
        if abs(Int64(next.u32(0)) - Int64(seconds)) < Self.longestPauseSeconds { return true }
        // Behind a pause, all of it must be what a record's header says, and the record must be there.
        return kept > 0 && sent >= kept && sent <= UInt32(Self.maximumRecord)
            && next.u32(4) < (header.isNanosecond ? 1_000_000_000 : 1_000_000)
            && window.has(end + header.recordLength + Int(kept))
    }

    private static let longestPauseSeconds: Int64 = 2 * 86_400

    /// The record was cut off, and another file put behind it: its header stands where there should be a packet. Goes on
    /// there.
    private func passCutRecord(_ kept: Int) -> Bool {
        _ = window.has(header.recordLength + kept + Self.headerLength)
        let bytes = window.bytes.slice(header.recordLength)
        for at in 0..<kept where bytes.has(at, Self.headerLength) && Self.isMagic(bytes.u32(at)) {
            guard case .success(let another) = Self.header(bytes.slice(at)), another.isOrdinary, another.isKnown else {
                continue
            }
            window.drop(header.recordLength + at)
            remark = "a record in the middle is cut off; another capture follows it"
            return true
        }
        return false
    }

    private static func isMagic(_ word: UInt32) -> Bool { word >> 16 == 0xA1B2 || word & 0xFFFF == 0xB2A1 }

    /// A record of nothing but zeros, with nothing but zeros behind it; `nil`: it is a record.
    private func zeroTail() -> CaptureRead? {
        guard isZero(window.bytes.slice(0, header.recordLength)) else { return nil }
        while window.has(1) {
            guard isZero(window.bytes) else { return .damagedRecord("a record of zeros") }
            window.drop(window.bytes.count)
        }
        return stream.trouble ?? .cut(Self.zeros)
    }
}
