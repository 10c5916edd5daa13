/// Rows of the table `flows`: one per NetFlow or IPFIX record.
///
/// Each property is a column, in the order that the table has.
public final class FlowBatch: ColumnBatch {
    public let time = Int64Column(timestamp: "time", .capture, .packet, "export time", .always)
    public let flowStart = Int64Column(timestamp: "flow_start", .netflow, .packet, "first packet of the flow")
    public let flowEnd = Int64Column(timestamp: "flow_end", .netflow, .packet, "last packet of the flow")
    public let exporter = DictionaryColumn("exporter", .netflow, .packet, "address of the exporter")
    public let version = Int32Column("version", .netflow, .packet, "5, 9 or 10")
    public let engineType = Int32Column("engine_type", .netflow, .packet, "engine type")
    public let engineId = Int32Column("engine_id", .netflow, .packet, "engine id")
    public let samplingMode = Int32Column("sampling_mode", .netflow, .packet, "sampling mode")
    public let samplingInterval = Int32Column("sampling_interval", .netflow, .packet, "sampling interval")
    public let flowSequence = Int64Column("flow_sequence", .netflow, .packet, "sequence number of the datagram")
    public let ipVersion = Int32Column("ip_version", .netflow, .packet, "4 or 6")
    public let ipSrc = DictionaryColumn("ip_src", .netflow, .packet, "source address", .personal)
    public let ipDst = DictionaryColumn("ip_dst", .netflow, .packet, "destination address", .personal)
    public let nextHop = DictionaryColumn("next_hop", .netflow, .packet, "next hop")
    public let protSrcPort = Int32Column("prot_src_port", .netflow, .packet, "source port")
    public let protDstPort = Int32Column("prot_dst_port", .netflow, .packet, "destination port")
    public let prot = Int32Column("prot", .netflow, .packet, "IP protocol")
    public let tcpFlags = Int32Column("tcp_flags", .netflow, .packet, "or of the TCP flags")
    public let tos = Int32Column("tos", .netflow, .packet, "type of service")
    public let inputIf = Int64Column("input_if", .netflow, .packet, "input interface")
    public let outputIf = Int64Column("output_if", .netflow, .packet, "output interface")
    public let packets = Int64Column("packets", .netflow, .packet, "packets")
    public let bytes = Int64Column("bytes", .netflow, .packet, "bytes")
    public let srcAs = Int64Column("src_as", .netflow, .packet, "source AS by the exporter")
    public let dstAs = Int64Column("dst_as", .netflow, .packet, "destination AS by the exporter")
    public let srcMask = Int32Column("src_mask", .netflow, .packet, "source prefix length")
    public let dstMask = Int32Column("dst_mask", .netflow, .packet, "destination prefix length")
    public let srcGeoCountry = DictionaryColumn("src_geo_country", .enrichment, .packet, "country of the source")
    public let srcAsn = Int64Column("src_asn", .enrichment, .packet, "autonomous system of the source")
    public let dstGeoCountry = DictionaryColumn("dst_geo_country", .enrichment, .packet, "country of the destination")
    public let dstAsn = Int64Column("dst_asn", .enrichment, .packet, "autonomous system of the destination")
    public let flowId = Int64Column(
        "flow_id", .netflow, .metadata, "stable hash of exporter, engine, sequence, export time and index", .always)
    public let server = DictionaryColumn("server", .options, .metadata, "spool that took the datagram", .always)
    public let captureId = Int64Column(
        Column.captureId, .capture, .metadata, "the capture that this row came from", .always)
    public let captureFrame = Int64Column("capture_frame", .capture, .metadata, "number of the packet in that capture")

    public init(capacity: Int) { super.init(.flows, capacity: capacity) }
}
