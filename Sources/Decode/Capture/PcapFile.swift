import CPcap
import Foundation

/// Packets of a pcap file, through libpcap: microseconds and nanoseconds, both byte orders, the modified header.
final class PcapFile {
    private let stream: CaptureStream
    private let handle: OpaquePointer
    /// DLT_ value, FCS bits masked.
    private let linkType: Int32
    private let isKnown: Bool

    init(_ stream: CaptureStream) throws {
        self.stream = stream
        let context = Unmanaged.passUnretained(stream).toOpaque()
        guard
            let file = entrada_stream(
                context,
                { context, buffer, size in
                    guard let context, let buffer else { return -1 }
                    let stream = Unmanaged<CaptureStream>.fromOpaque(context).takeUnretainedValue()
                    return buffer.withMemoryRebound(to: UInt8.self, capacity: size) { stream.read($0, size) }
                })
        else { throw DecodeError.unreadable(file: stream.path, reason: String(cString: strerror(errno))) }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_MICRO), &message)
        else {
            fclose(file)
            let said = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw stream.openingFailed("not a capture file (\(said))")
        }
        self.handle = handle
        linkType = pcap_datalink(handle)
        isKnown = LinkLayer.isKnown(linkType)
    }

    deinit { pcap_close(handle) }

    /// The next packet; its bytes are valid until the next call.
    @inline(__always)
    func next(_ packet: inout CapturedPacket) -> CaptureRead {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        let code = pcap_next_ex(handle, &header, &bytes)
        guard code == 1, let header, let bytes else { return ended(code) }
        packet.bytes = Bytes(bytes, Int(header.pointee.caplen))
        packet.wireLength = Int(header.pointee.len)
        packet.time = CaptureTime.clamped(
            seconds: Int64(header.pointee.ts.tv_sec), microseconds: Int64(header.pointee.ts.tv_usec))
        packet.linkType = linkType
        packet.isKnown = isKnown
        return .packet
    }

    private func ended(_ code: Int32) -> CaptureRead {
        if let trouble = stream.trouble { return trouble }
        if code == PCAP_ERROR_BREAK { return .end }
        let said = pcap_geterr(handle).map { String(cString: $0) } ?? "unknown error"
        return said.contains("truncated") ? .cut(said) : .damagedRecord(said)
    }
}
