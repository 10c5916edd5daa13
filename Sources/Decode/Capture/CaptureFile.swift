/// Packets of one capture file: pcap or pcapng, plain or compressed, told by its content.
final class CaptureFile {
    private enum Format {
        case pcap(PcapReader)
        case pcapng(PcapngReader)
    }

    private let stream: CaptureStream
    private let window: CaptureWindow
    private var format: Format

    /// - Throws: `DecodeError.unusable` for what is no capture; `unreadable`.
    init(_ input: CaptureInput) throws {
        stream = try CaptureStream(path: input.path)
        let magic = stream.peek(4)
        if magic.isEmpty { throw stream.openingFailed("the file is empty") }
        window = CaptureWindow(stream)
        format =
            magic == PcapngReader.magic
            ? .pcapng(try PcapngReader(stream, window)) : .pcap(try PcapReader(stream, window))
    }

    /// Whether bytes are those with which a file of either format begins.
    static func isBeginning(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 4 else { return false }
        let word = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        return PcapngReader.isPcap(word) || bytes.starts(with: PcapngReader.magic)
    }

    var bytesRead: Int64 { stream.bytesRead }

    /// The next packet; its bytes are valid until the next call.
    @inline(__always)
    func next(_ packet: inout CapturedPacket) -> CaptureRead {
        let read =
            switch format {
            case .pcap(let file): file.next(&packet)
            case .pcapng(let file): file.next(&packet)
            }
        guard case .otherFormat = read else { return read }
        return nextOfOtherFormat(&packet)
    }

    private func nextOfOtherFormat(_ packet: inout CapturedPacket) -> CaptureRead {
        do {
            switch format {
            case .pcap: format = .pcapng(try PcapngReader(stream, window))
            case .pcapng: format = .pcap(try PcapReader(stream, window))
            }
        } catch {
            return stream.trouble ?? .cut("the header of another capture is cut off")
        }
        return next(&packet)
    }

    /// SHA-256 of the whole content, lower-case hex.
    func digest() -> String {
        stream.drain()
        return stream.digest()
    }
}

/// A packet of a capture file. Its bytes are valid until the next one is asked for.
struct CapturedPacket {
    var bytes = Bytes.empty
    /// Bytes on the wire, of which the capture may hold less.
    var wireLength = 0
    /// Microseconds since the epoch.
    var time: Int64 = 0
    /// Some blocks of pcapng have no time; `time` is then that of the packet before.
    var hasTime = true
    /// LINKTYPE_ or DLT_ value.
    var linkType: Int32 = 0
    /// Whether `linkType` is one that we read.
    var isKnown = true
}

/// What asking a capture file for its next packet gave.
enum CaptureRead {
    case packet
    case end
    /// A capture of the other format begins here, as after `cat`.
    case otherFormat
    /// The last record is cut off.
    case cut(String)
    /// The compressed data is damaged.
    case damaged(String)
    /// A record says what cannot be; where the next one begins is not known.
    case damagedRecord(String)
    /// The file could not be read on; trying again may help.
    case unreadable(String)
}
