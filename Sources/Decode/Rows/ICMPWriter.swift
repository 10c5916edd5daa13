import Model
import Tables

/// Writes rows of the table `icmp`: one per ICMP (RFC 792) or ICMPv6 (RFC 4443) packet, with the packet that an error
/// quotes.
final class ICMPWriter {
    /// The capture whose decode emits now.
    var capture: Int64 = 0
    private(set) var rows: Int64 = 0
    private let days: DayBatches<ICMPBatch>
    private let suffixes: (any SuffixRules)?
    private let servers: ServerNames
    private var name = WireName()

    init(
        options: DecodeOptions, enrichment: (any Enrichment)?, suffixes: (any SuffixRules)?, sink: any BatchSink
    ) {
        self.suffixes = suffixes
        servers = ServerNames(options)
        days = DayBatches(options: options, servers: servers, enrichment: enrichment, sink: sink)
    }

    var outsideDays: Int64 { days.outsideDays }

    /// Hands all open batches over.
    func flush() throws { try days.flush() }

    /// - Parameter bytes: at least type, code and checksum.
    func write(_ datagram: Datagram, _ bytes: Bytes, ports: PortSet) throws {
        let open = try days.batch(at: datagram.time)
        let batch = open.batch
        let row = batch.appendRow()
        rows += 1
        let (type, code) = (bytes.u8(0), bytes.u8(1))
        let isV4 = datagram.source.version == 4
        batch.time.set(row, datagram.time)
        batch.icmpType.set(row, Int32(type))
        batch.icmpCode.set(row, Int32(code))
        batch.ipVersion.set(row, Int32(datagram.source.version))
        batch.ipTtl.set(row, Int32(datagram.ttl))
        batch.ipLen.set(row, datagram.length)
        let source = open.dictionaries.client(datagram.source)
        batch.ipSrc.set(row, code: source.clientText)
        batch.ipGeoCountry.set(row, code: source.country)
        batch.ipAsnOrg.set(row, code: source.organisation)
        if source.asn >= 0 { batch.ipAsn.set(row, source.asn) }
        batch.ipDst.set(row, code: open.dictionaries.client(datagram.destination).clientText)
        let server = servers.codes(of: datagram.destination, or: datagram.source)
        batch.server.set(row, code: server.server)
        batch.serverLocation.set(row, code: server.site)
        batch.captureId.set(row, capture)
        if datagram.frame > 0 { batch.captureFrame.set(row, datagram.frame) }
        // RFC 1191 4: the lower half of the word; RFC 4443 3.2: the whole word.
        if isV4 && type == 3 && code == 4 && bytes.has(6, 2) { batch.icmpIpMtu.set(row, Int32(bytes.u16(6))) }
        if !isV4 && type == 2 && bytes.has(4, 4) {
            batch.icmpIpMtu.set(row, Int32(truncatingIfNeeded: min(bytes.u32(4), UInt32(Int32.max))))
        }
        if type == (isV4 ? 8 : 128), let client = EchoClient.find(bytes.slice(8)) {
            batch.icmpEchoClient.set(row, code: client.rawValue)
        }
        let isError = isV4 ? [3, 4, 5, 11, 12].contains(type) : (1...4).contains(type)
        if isError { original(row, open, bytes.slice(8), ports) }
    }

    /// The packet that the error quotes; it may be cut off anywhere.
    private func original(_ row: Int, _ open: OpenBatch<ICMPBatch>, _ packet: Bytes, _ ports: PortSet) {
        guard case .packet(let header) = IPHeader.parse(packet, wireLength: packet.count) else { return }
        let batch = open.batch
        batch.origIpVersion.set(row, Int32(header.source.version))
        batch.origIpTtl.set(row, Int32(header.ttl))
        batch.origIpSrc.set(row, code: open.dictionaries.client(header.source).clientText)
        batch.origIpDst.set(row, code: open.dictionaries.client(header.destination).clientText)
        batch.origIpLen.set(row, header.length)
        batch.origProt.set(row, Int32(header.transport))
        guard header.fragmentOffset == 0 else { return }
        let payload = packet.slice(header.payloadOffset, header.payloadLength)
        switch header.transport {
        case 17, 6:
            guard payload.has(0, 4) else { return }
            let (source, destination) = (payload.u16(0), payload.u16(2))
            batch.origSrcPort.set(row, Int32(source))
            batch.origDstPort.set(row, Int32(destination))
            if header.transport == 17, ports.contains(source) || ports.contains(destination) {
                dns(row, batch, payload.slice(8))
            }
        case 1, 58:
            guard payload.has(0, 2) else { return }
            batch.origIcmpType.set(row, Int32(payload.u8(0)))
            batch.origIcmpCode.set(row, Int32(payload.u8(1)))
        default: break
        }
    }

    private func dns(_ row: Int, _ batch: ICMPBatch, _ bytes: Bytes) {
        guard let message = Message(bytes) else { return }
        batch.origDnsId.set(row, Int32(message.id))
        batch.origDnsOpcode.set(row, message.opcode)
        batch.origDnsQr.set(row, message.isResponse)
        batch.origDnsTc.set(row, message.flag(Message.tc))
        batch.origDnsRd.set(row, message.flag(Message.rd))
        batch.origDnsCd.set(row, message.flag(Message.cd))
        if message.isResponse {
            batch.origDnsRcode.set(row, message.rcode)
            batch.origDnsAa.set(row, message.flag(Message.aa))
            batch.origDnsRa.set(row, message.flag(Message.ra))
            batch.origDnsAd.set(row, message.flag(Message.ad))
        }
        if message.hasQuestion {
            batch.origDnsQtype.set(row, Int32(message.queryType))
            batch.origDnsQclass.set(row, Int32(message.queryClass))
        }
        guard message.questions > 0, name.read(bytes, at: 12) != nil else { return }
        batch.origDnsLabels.set(row, Int32(name.labelCount))
        let names = NameColumns.write(&name, to: batch.origDnsQnameFull.arena, suffixes: suffixes)
        batch.origDnsQnameFull.set(row, names.full)
        batch.origDnsDomainname.set(row, names.domain)
    }
}
