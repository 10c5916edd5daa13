/// Rows of the table `icmp`, column by column.
///
/// The properties stand in schema order; `columns` is the same list for the writer.
public final class ICMPBatch: ColumnBatch {
    public let schema = TableSchema.icmp
    public let capacity: Int
    public private(set) var rowCount = 0
    public let columns: [any ColumnStorage]

    public let time: FixedColumn<Int64>
    public let icmpType: FixedColumn<Int32>
    public let icmpCode: FixedColumn<Int32>
    public let icmpEchoClient: DictionaryColumn
    public let icmpIpMtu: FixedColumn<Int32>
    public let ipVersion: FixedColumn<Int32>
    public let ipTtl: FixedColumn<Int32>
    public let ipSrc: DictionaryColumn
    public let ipDst: DictionaryColumn
    public let ipLen: FixedColumn<Int32>
    public let ipGeoCountry: DictionaryColumn
    public let ipAsn: FixedColumn<Int64>
    public let ipAsnOrg: DictionaryColumn
    public let origIpVersion: FixedColumn<Int32>
    public let origIpTtl: FixedColumn<Int32>
    public let origIpSrc: DictionaryColumn
    public let origIpDst: DictionaryColumn
    public let origIpLen: FixedColumn<Int32>
    public let origProt: FixedColumn<Int32>
    public let origSrcPort: FixedColumn<Int32>
    public let origDstPort: FixedColumn<Int32>
    public let origIcmpType: FixedColumn<Int32>
    public let origIcmpCode: FixedColumn<Int32>
    public let origDnsId: FixedColumn<Int32>
    public let origDnsQnameFull: TextColumn
    public let origDnsDomainname: TextColumn
    public let origDnsQtype: FixedColumn<Int32>
    public let origDnsQclass: FixedColumn<Int32>
    public let origDnsOpcode: FixedColumn<Int32>
    public let origDnsRcode: FixedColumn<Int32>
    public let origDnsLabels: FixedColumn<Int32>
    public let origDnsQr: FixedColumn<Bool>
    public let origDnsAa: FixedColumn<Bool>
    public let origDnsTc: FixedColumn<Bool>
    public let origDnsRd: FixedColumn<Bool>
    public let origDnsRa: FixedColumn<Bool>
    public let origDnsAd: FixedColumn<Bool>
    public let origDnsCd: FixedColumn<Bool>
    public let server: DictionaryColumn
    public let serverLocation: DictionaryColumn
    public let captureId: FixedColumn<Int64>
    public let captureFrame: FixedColumn<Int64>

    public init(capacity: Int) {
        self.capacity = capacity
        time = FixedColumn<Int64>(capacity: capacity)
        icmpType = FixedColumn<Int32>(capacity: capacity)
        icmpCode = FixedColumn<Int32>(capacity: capacity)
        icmpEchoClient = DictionaryColumn(capacity: capacity)
        icmpIpMtu = FixedColumn<Int32>(capacity: capacity)
        ipVersion = FixedColumn<Int32>(capacity: capacity)
        ipTtl = FixedColumn<Int32>(capacity: capacity)
        ipSrc = DictionaryColumn(capacity: capacity)
        ipDst = DictionaryColumn(capacity: capacity)
        ipLen = FixedColumn<Int32>(capacity: capacity)
        ipGeoCountry = DictionaryColumn(capacity: capacity)
        ipAsn = FixedColumn<Int64>(capacity: capacity)
        ipAsnOrg = DictionaryColumn(capacity: capacity)
        origIpVersion = FixedColumn<Int32>(capacity: capacity)
        origIpTtl = FixedColumn<Int32>(capacity: capacity)
        origIpSrc = DictionaryColumn(capacity: capacity)
        origIpDst = DictionaryColumn(capacity: capacity)
        origIpLen = FixedColumn<Int32>(capacity: capacity)
        origProt = FixedColumn<Int32>(capacity: capacity)
        origSrcPort = FixedColumn<Int32>(capacity: capacity)
        origDstPort = FixedColumn<Int32>(capacity: capacity)
        origIcmpType = FixedColumn<Int32>(capacity: capacity)
        origIcmpCode = FixedColumn<Int32>(capacity: capacity)
        origDnsId = FixedColumn<Int32>(capacity: capacity)
        origDnsQnameFull = TextColumn(capacity: capacity)
        origDnsDomainname = TextColumn(capacity: capacity)
        origDnsQtype = FixedColumn<Int32>(capacity: capacity)
        origDnsQclass = FixedColumn<Int32>(capacity: capacity)
        origDnsOpcode = FixedColumn<Int32>(capacity: capacity)
        origDnsRcode = FixedColumn<Int32>(capacity: capacity)
        origDnsLabels = FixedColumn<Int32>(capacity: capacity)
        origDnsQr = FixedColumn<Bool>(capacity: capacity)
        origDnsAa = FixedColumn<Bool>(capacity: capacity)
        origDnsTc = FixedColumn<Bool>(capacity: capacity)
        origDnsRd = FixedColumn<Bool>(capacity: capacity)
        origDnsRa = FixedColumn<Bool>(capacity: capacity)
        origDnsAd = FixedColumn<Bool>(capacity: capacity)
        origDnsCd = FixedColumn<Bool>(capacity: capacity)
        server = DictionaryColumn(capacity: capacity)
        serverLocation = DictionaryColumn(capacity: capacity)
        captureId = FixedColumn<Int64>(capacity: capacity)
        captureFrame = FixedColumn<Int64>(capacity: capacity)
        columns = [
            time, icmpType, icmpCode, icmpEchoClient, icmpIpMtu, ipVersion, ipTtl, ipSrc, ipDst, ipLen,
            ipGeoCountry, ipAsn, ipAsnOrg, origIpVersion, origIpTtl, origIpSrc, origIpDst, origIpLen,
            origProt, origSrcPort, origDstPort, origIcmpType, origIcmpCode, origDnsId, origDnsQnameFull,
            origDnsDomainname, origDnsQtype, origDnsQclass, origDnsOpcode, origDnsRcode, origDnsLabels,
            origDnsQr, origDnsAa, origDnsTc, origDnsRd, origDnsRa, origDnsAd, origDnsCd, server,
            serverLocation, captureId, captureFrame,
        ]
    }

    /// Opens the next row, all NULL, and gives its index. Precondition: `rowCount < capacity`.
    @inlinable public func appendRow() -> Int {
        let row = rowCount
        precondition(row < capacity, "the batch is full")
        advance()
        return row
    }

    @usableFromInline func advance() { rowCount += 1 }

    public func removeAll() {
        for column in columns { column.removeAll() }
        rowCount = 0
    }
}
