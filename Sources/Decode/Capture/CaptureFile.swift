/// Packets of one capture file: pcap or pcapng, plain or compressed, told by its content.
final class CaptureFile {
    private enum Format {
        case pcap(PcapReader)
        case pcapng(PcapngReader)
    }

    private let stream: CaptureStream
    private let format: Format

    /// Errors: `DecodeError.unusable` for what is no capture; `unreadable`.
    init(_ input: CaptureInput) throws {
        stream = try CaptureStream(path: input.path)
        let magic = stream.peek(4)
        if magic.isEmpty { throw stream.openingFailed("the file is empty") }
        format =
            magic == PcapngReader.magic
            ? .pcapng(try PcapngReader(stream)) : .pcap(try PcapReader(stream))
    }

    var bytesRead: Int64 { stream.bytesRead }

    /// The next packet; its bytes are valid until the next call.
    @inline(__always)
    func next(_ packet: inout CapturedPacket) -> CaptureRead {
        switch format {
        case .pcap(let file): file.next(&packet)
        case .pcapng(let file): file.next(&packet)
        }
    }

    /// SHA-256 of the whole content, lower-case hex.
    func digest() -> String {
        stream.drain()
        return stream.digest()
    }
}
