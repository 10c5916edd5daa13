/// Rows of the table `dns`: one per query/response pair, or per unmatched half.
///
/// Each property is a column, in the order that the table has.
public final class DNSBatch: ColumnBatch {
    public let rowKind = DictionaryColumn(
        "row_kind", .pairing, .metadata, "matched, unanswered, response_only, retransmitted or duplicate_response",
        .always)
    public let time = Int64Column(
        timestamp: "time", .capture, .requestElseResponse,
        "packet time; TCP: of the segment, fragments: of the fragment that completed the message", .always)
    public let dnsId = Int32Column("dns_id", .dns, .requestElseResponse, "message id", .always)
    public let dnsQnameFull = TextColumn(
        "dns_qname_full", .dns, .question, "the whole name, RFC 1035 presentation form, wire case, trailing dot")
    public let dnsQname = TextColumn(
        "dns_qname", .enrichment, .question, "labels left of the registered domain, lower case")
    public let dnsDomainname = TextColumn(
        "dns_domainname", .enrichment, .question,
        "registered domain (public suffix + 1), lower case; NULL if the name is a suffix itself")
    public let dnsTld = TextColumn("dns_tld", .enrichment, .question, "public suffix; unknown: the last label")
    public let dnsLabels = Int32Column("dns_labels", .dns, .question, "labels, counted on the wire")
    public let dnsQtype = Int32Column(
        "dns_qtype", .dns, .question, "query type; UPDATE and NOTIFY: of the zone section")
    public let dnsQclass = Int32Column("dns_qclass", .dns, .question, "query class")
    public let dnsOpcode = Int32Column("dns_opcode", .dns, .requestElseResponse, "OPCODE", .always)
    public let dnsRcode = Int32Column(
        "dns_rcode", .dns, .response, "extended RCODE (RFC 6891 6.1.3); NULL when unanswered")
    public let dnsAa = BoolColumn("dns_aa", .dns, .response, "authoritative answer")
    public let dnsTc = BoolColumn("dns_tc", .dns, .response, "truncated")
    public let dnsRa = BoolColumn("dns_ra", .dns, .response, "recursion available")
    public let dnsAd = BoolColumn("dns_ad", .dns, .response, "authentic data")
    public let dnsRd = BoolColumn("dns_rd", .dns, .request, "recursion desired")
    public let dnsCd = BoolColumn("dns_cd", .dns, .request, "checking disabled")
    public let dnsQTc = BoolColumn("dns_q_tc", .dns, .request, "TC in the request")
    public let dnsQRa = BoolColumn("dns_q_ra", .dns, .request, "RA in the request")
    public let dnsQAd = BoolColumn("dns_q_ad", .dns, .request, "AD in the request")
    public let dnsZ = BoolColumn("dns_z", .dns, .request, "the reserved bit in the request")
    public let dnsQdcount = Int32Column("dns_qdcount", .dns, .responseElseRequest, "questions", .always)
    public let dnsAncount = Int32Column("dns_ancount", .dns, .response, "answer records")
    public let dnsNscount = Int32Column("dns_nscount", .dns, .response, "authority records")
    public let dnsArcount = Int32Column("dns_arcount", .dns, .response, "additional records")
    public let dnsReqLen = Int32Column(
        "dns_req_len", .dns, .request, "bytes of the request message, without the TCP length prefix")
    public let dnsResLen = Int32Column("dns_res_len", .dns, .response, "bytes of the response message or messages")
    public let dnsProcTimeUs = Int64Column(
        "dns_proc_time_us", .pairing, .both, "response time minus request time, microseconds; NULL if negative")
    public let dnsResMessages = Int32Column(
        "dns_res_messages", .pairing, .response, "messages of the answer (zone transfers have many)")
    public let dnsTruncated = BoolColumn(
        "dns_truncated", .capture, .metadata, "the capture cut the packet short (snaplen)", .always)
    public let ipVersion = Int32Column("ip_version", .ip, .requestElseResponse, "4 or 6", .always)
    public let ipTtl = Int32Column("ip_ttl", .ip, .request, "TTL or hop limit of the request")
    public let prot = Int32Column("prot", .ip, .requestElseResponse, "17 UDP, 6 TCP", .always)
    public let ipSrc = DictionaryColumn("ip_src", .ip, .requestElseResponse, "client address, RFC 5952", .personal)
    public let ipDst = DictionaryColumn("ip_dst", .ip, .requestElseResponse, "server address, RFC 5952", .always)
    public let protSrcPort = Int32Column("prot_src_port", .transport, .requestElseResponse, "client port", .always)
    public let protDstPort = Int32Column("prot_dst_port", .transport, .requestElseResponse, "server port", .always)
    public let ipDf = BoolColumn("ip_df", .ip, .request, "IPv4 don't fragment, request")
    public let ipResDf = BoolColumn("ip_res_df", .ip, .response, "IPv4 don't fragment, response")
    public let ipFrags = Int32Column("ip_frags", .ip, .request, "fragments of the request, NULL if whole")
    public let ipResFrags = Int32Column("ip_res_frags", .ip, .response, "fragments of the response, NULL if whole")
    public let tcpRttUs = Int64Column(
        "tcp_rtt_us", .transport, .request,
        "handshake: last ACK minus SYN, microseconds; messages of the first data packet only")
    public let ipGeoCountry = DictionaryColumn(
        "ip_geo_country", .enrichment, .requestElseResponse, "country of the client, ISO 3166")
    public let ipAsn = Int64Column("ip_asn", .enrichment, .requestElseResponse, "autonomous system of the client")
    public let ipAsnOrg = DictionaryColumn(
        "ip_asn_org", .enrichment, .requestElseResponse, "organisation of that system")
    public let dnsPubResolver = DictionaryColumn(
        "dns_pub_resolver", .enrichment, .requestElseResponse, "public resolver that the client belongs to")
    public let ednsUdp = Int32Column("edns_udp", .dns, .request, "EDNS UDP payload size")
    public let ednsVersion = Int32Column("edns_version", .dns, .request, "EDNS version")
    public let ednsDo = BoolColumn("edns_do", .dns, .request, "DNSSEC OK")
    public let ednsOptions = Int32ListColumn("edns_options", .dns, .request, "option codes of the request, in order")
    public let ednsServerOptions = Int32ListColumn(
        "edns_server_options", .dns, .response, "option codes of the response, in order")
    public let ednsEcs = TextColumn("edns_ecs", .dns, .request, "client subnet, address/source (RFC 7871)", .personal)
    public let ednsEcsScope = Int32Column("edns_ecs_scope", .dns, .response, "client subnet scope")
    public let ednsEcsIpAsn = Int64Column(
        "edns_ecs_ip_asn", .enrichment, .request, "autonomous system of the client subnet")
    public let ednsEcsIpAsnOrg = DictionaryColumn(
        "edns_ecs_ip_asn_org", .enrichment, .request, "organisation of that system")
    public let ednsEcsIpGeoCountry = DictionaryColumn(
        "edns_ecs_ip_geo_country", .enrichment, .request, "country of the client subnet")
    public let ednsNsid = TextColumn(
        "edns_nsid", .dns, .response, "name server identifier (RFC 5001): text if printable, else hex")
    public let ednsCookieClient = TextColumn(
        "edns_cookie_client", .dns, .request, "client cookie, hex (RFC 7873)", .personal)
    public let ednsCookieServer = TextColumn("edns_cookie_server", .dns, .response, "server cookie, hex", .personal)
    public let ednsPadding = Int32Column("edns_padding", .dns, .request, "padding bytes (RFC 7830)")
    public let ednsKeytag = Int32ListColumn("edns_keytag", .dns, .request, "key tags (RFC 8145)")
    public let ednsDau = Int32ListColumn("edns_dau", .dns, .request, "DNSSEC algorithms understood (RFC 6975)")
    public let ednsDhu = Int32ListColumn("edns_dhu", .dns, .request, "DS hashes understood")
    public let ednsN3u = Int32ListColumn("edns_n3u", .dns, .request, "NSEC3 hashes understood")
    public let ednsExtError = Int32ListColumn("edns_ext_error", .dns, .response, "extended error codes (RFC 8914)")
    public let ednsExtErrorText = TextListColumn("edns_ext_error_text", .dns, .response, "extended error texts")
    public let dnsCname = TextListColumn("dns_cname", .dns, .response, "CNAME targets in answer order")
    public let dnsRdata = RecordListColumn(
        "dns_rdata", .dns, .response,
        "records in presentation form (RFC 1035 5.1, RFC 3597), of a transfer its first message's; without OPT; filled when a job asks for it"
    )
    public let server = DictionaryColumn("server", .options, .metadata, "name server", .always)
    public let serverLocation = DictionaryColumn("server_location", .options, .metadata, "anycast site")
    public let captureId = Int64Column(
        Column.captureId, .capture, .metadata, "the capture that this row came from", .always)
    public let captureFrame = Int64Column(
        "capture_frame", .capture, .metadata, "number of the (first) packet in that capture")

    public init(capacity: Int) { super.init(.dns, capacity: capacity) }
}
