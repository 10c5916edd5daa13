import CPcap
import Foundation

/// Packets of one capture file, through libpcap.
final class CaptureFile {
    private let stream: CaptureStream
    private let handle: OpaquePointer
    /// DLT_ value, FCS bits masked.
    let linkType: Int32

    enum Next {
        case packet
        case end
        /// The last record is cut off.
        case cut(String)
        /// The compressed data is damaged.
        case damaged(String)
        /// A record says what cannot be; where the next one begins is not known.
        case damagedRecord(String)
    }

    init(_ input: CaptureInput) throws {
        stream = try CaptureStream(path: input.path)
        if stream.isEmpty { throw DecodeError.unusable(file: input.path, reason: "the file is empty") }
        if let format = stream.foreignFormat {
            throw DecodeError.unusable(
                file: input.path, reason: "it is \(format), which is not read; convert it to pcap, plain or gzip")
        }
        let context = Unmanaged.passUnretained(stream).toOpaque()
        guard
            let file = entrada_stream(
                context,
                { context, buffer, size in
                    guard let context, let buffer else { return -1 }
                    let stream = Unmanaged<CaptureStream>.fromOpaque(context).takeUnretainedValue()
                    return buffer.withMemoryRebound(to: UInt8.self, capacity: size) { stream.read($0, size) }
                })
        else { throw DecodeError.unreadable(file: input.path, reason: String(cString: strerror(errno))) }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_MICRO), &message)
        else {
            fclose(file)
            let said = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw DecodeError.unusable(file: input.path, reason: stream.failure ?? "not a capture file (\(said))")
        }
        self.handle = handle
        linkType = pcap_datalink(handle)
    }

    deinit { pcap_close(handle) }

    var bytesRead: Int64 { stream.bytesRead }

    /// The next packet; header and bytes are valid until the next call.
    @inline(__always)
    func next(_ header: inout UnsafeMutablePointer<pcap_pkthdr>?, _ bytes: inout UnsafePointer<UInt8>?) -> Next {
        let code = pcap_next_ex(handle, &header, &bytes)
        if code == 1 { return .packet }
        return ended(code)
    }

    private func ended(_ code: Int32) -> Next {
        if let failure = stream.failure { return stream.isCutOff ? .cut(failure) : .damaged(failure) }
        if code == PCAP_ERROR_BREAK { return .end }
        let said = pcap_geterr(handle).map { String(cString: $0) } ?? "unknown error"
        return said.contains("truncated") ? .cut(said) : .damagedRecord(said)
    }

    /// SHA-256 of the whole content, lower-case hex.
    func digest() -> String {
        stream.drain()
        return stream.digest()
    }
}
