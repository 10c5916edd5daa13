/// Rows of the table `icmp`: one per ICMP or ICMPv6 packet.
///
/// Each property is a column, in the order that the table has.
public final class ICMPBatch: ColumnBatch {
    public let time = Int64Column(timestamp: "time", .capture, .packet, "packet time", .always)
    public let icmpType = Int32Column("icmp_type", .icmp, .packet, "ICMP type", .always)
    public let icmpCode = Int32Column("icmp_code", .icmp, .packet, "ICMP code", .always)
    public let icmpEchoClient = DictionaryColumn(
        "icmp_echo_client", .icmp, .packet, "what sent an echo request, by payload pattern")
    public let icmpIpMtu = Int32Column("icmp_ip_mtu", .icmp, .packet, "next-hop MTU (v4 type 3 code 4, v6 type 2)")
    public let ipVersion = Int32Column("ip_version", .ip, .packet, "4 or 6", .always)
    public let ipTtl = Int32Column("ip_ttl", .ip, .packet, "TTL or hop limit", .always)
    public let ipSrc = DictionaryColumn("ip_src", .ip, .packet, "source address", .personal)
    public let ipDst = DictionaryColumn("ip_dst", .ip, .packet, "destination address", .personal)
    public let ipLen = Int32Column("ip_len", .ip, .packet, "declared length of the datagram, bytes", .always)
    public let ipGeoCountry = DictionaryColumn("ip_geo_country", .enrichment, .packet, "country of the source")
    public let ipAsn = Int64Column("ip_asn", .enrichment, .packet, "autonomous system of the source")
    public let ipAsnOrg = DictionaryColumn("ip_asn_org", .enrichment, .packet, "organisation of that system")
    public let origIpVersion = Int32Column("orig_ip_version", .ip, .packet, "embedded packet: 4 or 6")
    public let origIpTtl = Int32Column("orig_ip_ttl", .ip, .packet, "embedded: TTL or hop limit")
    public let origIpSrc = DictionaryColumn("orig_ip_src", .ip, .packet, "embedded: source", .personal)
    public let origIpDst = DictionaryColumn("orig_ip_dst", .ip, .packet, "embedded: destination", .personal)
    public let origIpLen = Int32Column("orig_ip_len", .ip, .packet, "embedded: declared length, bytes")
    public let origProt = Int32Column("orig_prot", .ip, .packet, "embedded: protocol")
    public let origSrcPort = Int32Column("orig_src_port", .transport, .packet, "embedded: source port")
    public let origDstPort = Int32Column("orig_dst_port", .transport, .packet, "embedded: destination port")
    public let origIcmpType = Int32Column("orig_icmp_type", .icmp, .packet, "embedded: ICMP type")
    public let origIcmpCode = Int32Column("orig_icmp_code", .icmp, .packet, "embedded: ICMP code")
    public let origDnsId = Int32Column("orig_dns_id", .dns, .packet, "embedded DNS: id")
    public let origDnsQnameFull = TextColumn("orig_dns_qname_full", .dns, .packet, "embedded DNS: name")
    public let origDnsDomainname = TextColumn(
        "orig_dns_domainname", .enrichment, .packet, "embedded DNS: registered domain")
    public let origDnsQtype = Int32Column("orig_dns_qtype", .dns, .packet, "embedded DNS: type")
    public let origDnsQclass = Int32Column("orig_dns_qclass", .dns, .packet, "embedded DNS: class")
    public let origDnsOpcode = Int32Column("orig_dns_opcode", .dns, .packet, "embedded DNS: opcode")
    public let origDnsRcode = Int32Column("orig_dns_rcode", .dns, .packet, "embedded DNS: rcode")
    public let origDnsLabels = Int32Column("orig_dns_labels", .dns, .packet, "embedded DNS: labels")
    public let origDnsQr = BoolColumn("orig_dns_qr", .dns, .packet, "embedded DNS: QR bit")
    public let origDnsAa = BoolColumn("orig_dns_aa", .dns, .packet, "embedded DNS: AA bit")
    public let origDnsTc = BoolColumn("orig_dns_tc", .dns, .packet, "embedded DNS: TC bit")
    public let origDnsRd = BoolColumn("orig_dns_rd", .dns, .packet, "embedded DNS: RD bit")
    public let origDnsRa = BoolColumn("orig_dns_ra", .dns, .packet, "embedded DNS: RA bit")
    public let origDnsAd = BoolColumn("orig_dns_ad", .dns, .packet, "embedded DNS: AD bit")
    public let origDnsCd = BoolColumn("orig_dns_cd", .dns, .packet, "embedded DNS: CD bit")
    public let server = DictionaryColumn("server", .options, .metadata, "name server", .always)
    public let serverLocation = DictionaryColumn("server_location", .options, .metadata, "anycast site")
    public let captureId = Int64Column(
        Column.captureId, .capture, .metadata, "the capture that this row came from", .always)
    public let captureFrame = Int64Column(
        "capture_frame", .capture, .metadata, "number of the (first) packet in that capture")

    public init(capacity: Int) { super.init(.icmp, capacity: capacity) }
}
