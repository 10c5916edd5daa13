import CPcap
@testable import Decode
import FuzzHarness

/// Messages out of captures, one of each length and kind.
enum MessageSeeds {
    private struct Kind: Hashable {
        var length: Int
        var flags: UInt16
    }

    static func write(_ captures: ArraySlice<String>, to seeds: inout SeedFolder) {
        seeds.add([0] + Wire.message("www", id: 1, isResponse: true).dropFirst(2))
        var known: Set<Kind> = []
        for capture in captures {
            var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
            guard let file = pcap_open_offline(capture, &message) else { continue }
            defer { pcap_close(file) }
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var bytes: UnsafePointer<UInt8>?
            while pcap_next_ex(file, &header, &bytes) == 1, let length = header?.pointee.caplen, let bytes {
                guard let found = Self.message(in: Bytes(bytes, Int(length)), pcap_datalink(file)), found.count >= 12,
                    found.count < 4096, known.insert(Kind(length: found.count, flags: found.u16(2))).inserted
                else { continue }
                seeds.add([0] + Array(found.buffer))
            }
        }
    }

    private static func message(in frame: Bytes, _ linkType: Int32) -> Bytes? {
        guard let offset = LinkLayer.networkOffset(linkType, frame) else { return nil }
        let packet = frame.slice(offset)
        guard case .packet(let header) = IPHeader.parse(packet, wireLength: packet.count), header.transport == 17,
            header.fragmentOffset == 0
        else { return nil }
        let payload = packet.slice(header.payloadOffset, header.payloadLength)
        guard payload.has(0, 8), [53, 5353, 5355].contains(payload.u16(0)) || payload.u16(2) == 53 else { return nil }
        return payload.slice(8)
    }
}
