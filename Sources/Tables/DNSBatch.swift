/// Rows of the table `dns`, column by column.
///
/// The properties stand in schema order; `columns` is the same list for the writer.
public final class DNSBatch: ColumnBatch {
    public let schema = TableSchema.dns
    public let capacity: Int
    public private(set) var rowCount = 0
    public let columns: [any ColumnStorage]

    public let rowKind: DictionaryColumn
    public let time: FixedColumn<Int64>
    public let dnsId: FixedColumn<Int32>
    public let dnsQnameFull: TextColumn
    public let dnsQname: TextColumn
    public let dnsDomainname: TextColumn
    public let dnsTld: TextColumn
    public let dnsLabels: FixedColumn<Int32>
    public let dnsQtype: FixedColumn<Int32>
    public let dnsQclass: FixedColumn<Int32>
    public let dnsOpcode: FixedColumn<Int32>
    public let dnsRcode: FixedColumn<Int32>
    public let dnsAa: FixedColumn<Bool>
    public let dnsTc: FixedColumn<Bool>
    public let dnsRa: FixedColumn<Bool>
    public let dnsAd: FixedColumn<Bool>
    public let dnsRd: FixedColumn<Bool>
    public let dnsCd: FixedColumn<Bool>
    public let dnsQTc: FixedColumn<Bool>
    public let dnsQRa: FixedColumn<Bool>
    public let dnsQAd: FixedColumn<Bool>
    public let dnsZ: FixedColumn<Bool>
    public let dnsQdcount: FixedColumn<Int32>
    public let dnsAncount: FixedColumn<Int32>
    public let dnsNscount: FixedColumn<Int32>
    public let dnsArcount: FixedColumn<Int32>
    public let dnsReqLen: FixedColumn<Int32>
    public let dnsResLen: FixedColumn<Int32>
    public let dnsProcTimeUs: FixedColumn<Int64>
    public let dnsResMessages: FixedColumn<Int32>
    public let dnsTruncated: FixedColumn<Bool>
    public let ipVersion: FixedColumn<Int32>
    public let ipTtl: FixedColumn<Int32>
    public let prot: FixedColumn<Int32>
    public let ipSrc: DictionaryColumn
    public let ipDst: DictionaryColumn
    public let protSrcPort: FixedColumn<Int32>
    public let protDstPort: FixedColumn<Int32>
    public let ipDf: FixedColumn<Bool>
    public let ipResDf: FixedColumn<Bool>
    public let ipFrags: FixedColumn<Int32>
    public let ipResFrags: FixedColumn<Int32>
    public let tcpRttUs: FixedColumn<Int64>
    public let ipGeoCountry: DictionaryColumn
    public let ipAsn: FixedColumn<Int64>
    public let ipAsnOrg: DictionaryColumn
    public let dnsPubResolver: DictionaryColumn
    public let ednsUdp: FixedColumn<Int32>
    public let ednsVersion: FixedColumn<Int32>
    public let ednsDo: FixedColumn<Bool>
    public let ednsOptions: Int32ListColumn
    public let ednsServerOptions: Int32ListColumn
    public let ednsEcs: TextColumn
    public let ednsEcsScope: FixedColumn<Int32>
    public let ednsEcsIpAsn: FixedColumn<Int64>
    public let ednsEcsIpAsnOrg: DictionaryColumn
    public let ednsEcsIpGeoCountry: DictionaryColumn
    public let ednsNsid: TextColumn
    public let ednsCookieClient: TextColumn
    public let ednsCookieServer: TextColumn
    public let ednsPadding: FixedColumn<Int32>
    public let ednsKeytag: Int32ListColumn
    public let ednsDau: Int32ListColumn
    public let ednsDhu: Int32ListColumn
    public let ednsN3u: Int32ListColumn
    public let ednsExtError: Int32ListColumn
    public let ednsExtErrorText: TextListColumn
    public let dnsCname: TextListColumn
    public let dnsRdata: RecordListColumn
    public let server: DictionaryColumn
    public let serverLocation: DictionaryColumn
    public let captureId: FixedColumn<Int64>
    public let captureFrame: FixedColumn<Int64>

    public init(capacity: Int) {
        self.capacity = capacity
        rowKind = DictionaryColumn(capacity: capacity)
        time = FixedColumn<Int64>(capacity: capacity)
        dnsId = FixedColumn<Int32>(capacity: capacity)
        dnsQnameFull = TextColumn(capacity: capacity)
        dnsQname = TextColumn(capacity: capacity)
        dnsDomainname = TextColumn(capacity: capacity)
        dnsTld = TextColumn(capacity: capacity)
        dnsLabels = FixedColumn<Int32>(capacity: capacity)
        dnsQtype = FixedColumn<Int32>(capacity: capacity)
        dnsQclass = FixedColumn<Int32>(capacity: capacity)
        dnsOpcode = FixedColumn<Int32>(capacity: capacity)
        dnsRcode = FixedColumn<Int32>(capacity: capacity)
        dnsAa = FixedColumn<Bool>(capacity: capacity)
        dnsTc = FixedColumn<Bool>(capacity: capacity)
        dnsRa = FixedColumn<Bool>(capacity: capacity)
        dnsAd = FixedColumn<Bool>(capacity: capacity)
        dnsRd = FixedColumn<Bool>(capacity: capacity)
        dnsCd = FixedColumn<Bool>(capacity: capacity)
        dnsQTc = FixedColumn<Bool>(capacity: capacity)
        dnsQRa = FixedColumn<Bool>(capacity: capacity)
        dnsQAd = FixedColumn<Bool>(capacity: capacity)
        dnsZ = FixedColumn<Bool>(capacity: capacity)
        dnsQdcount = FixedColumn<Int32>(capacity: capacity)
        dnsAncount = FixedColumn<Int32>(capacity: capacity)
        dnsNscount = FixedColumn<Int32>(capacity: capacity)
        dnsArcount = FixedColumn<Int32>(capacity: capacity)
        dnsReqLen = FixedColumn<Int32>(capacity: capacity)
        dnsResLen = FixedColumn<Int32>(capacity: capacity)
        dnsProcTimeUs = FixedColumn<Int64>(capacity: capacity)
        dnsResMessages = FixedColumn<Int32>(capacity: capacity)
        dnsTruncated = FixedColumn<Bool>(capacity: capacity)
        ipVersion = FixedColumn<Int32>(capacity: capacity)
        ipTtl = FixedColumn<Int32>(capacity: capacity)
        prot = FixedColumn<Int32>(capacity: capacity)
        ipSrc = DictionaryColumn(capacity: capacity)
        ipDst = DictionaryColumn(capacity: capacity)
        protSrcPort = FixedColumn<Int32>(capacity: capacity)
        protDstPort = FixedColumn<Int32>(capacity: capacity)
        ipDf = FixedColumn<Bool>(capacity: capacity)
        ipResDf = FixedColumn<Bool>(capacity: capacity)
        ipFrags = FixedColumn<Int32>(capacity: capacity)
        ipResFrags = FixedColumn<Int32>(capacity: capacity)
        tcpRttUs = FixedColumn<Int64>(capacity: capacity)
        ipGeoCountry = DictionaryColumn(capacity: capacity)
        ipAsn = FixedColumn<Int64>(capacity: capacity)
        ipAsnOrg = DictionaryColumn(capacity: capacity)
        dnsPubResolver = DictionaryColumn(capacity: capacity)
        ednsUdp = FixedColumn<Int32>(capacity: capacity)
        ednsVersion = FixedColumn<Int32>(capacity: capacity)
        ednsDo = FixedColumn<Bool>(capacity: capacity)
        ednsOptions = Int32ListColumn(capacity: capacity)
        ednsServerOptions = Int32ListColumn(capacity: capacity)
        ednsEcs = TextColumn(capacity: capacity)
        ednsEcsScope = FixedColumn<Int32>(capacity: capacity)
        ednsEcsIpAsn = FixedColumn<Int64>(capacity: capacity)
        ednsEcsIpAsnOrg = DictionaryColumn(capacity: capacity)
        ednsEcsIpGeoCountry = DictionaryColumn(capacity: capacity)
        ednsNsid = TextColumn(capacity: capacity)
        ednsCookieClient = TextColumn(capacity: capacity)
        ednsCookieServer = TextColumn(capacity: capacity)
        ednsPadding = FixedColumn<Int32>(capacity: capacity)
        ednsKeytag = Int32ListColumn(capacity: capacity)
        ednsDau = Int32ListColumn(capacity: capacity)
        ednsDhu = Int32ListColumn(capacity: capacity)
        ednsN3u = Int32ListColumn(capacity: capacity)
        ednsExtError = Int32ListColumn(capacity: capacity)
        ednsExtErrorText = TextListColumn(capacity: capacity)
        dnsCname = TextListColumn(capacity: capacity)
        dnsRdata = RecordListColumn(capacity: capacity)
        server = DictionaryColumn(capacity: capacity)
        serverLocation = DictionaryColumn(capacity: capacity)
        captureId = FixedColumn<Int64>(capacity: capacity)
        captureFrame = FixedColumn<Int64>(capacity: capacity)
        columns = [
            rowKind, time, dnsId, dnsQnameFull, dnsQname, dnsDomainname, dnsTld, dnsLabels, dnsQtype,
            dnsQclass, dnsOpcode, dnsRcode, dnsAa, dnsTc, dnsRa, dnsAd, dnsRd, dnsCd, dnsQTc, dnsQRa, dnsQAd,
            dnsZ, dnsQdcount, dnsAncount, dnsNscount, dnsArcount, dnsReqLen, dnsResLen, dnsProcTimeUs,
            dnsResMessages, dnsTruncated, ipVersion, ipTtl, prot, ipSrc, ipDst, protSrcPort, protDstPort,
            ipDf, ipResDf, ipFrags, ipResFrags, tcpRttUs, ipGeoCountry, ipAsn, ipAsnOrg, dnsPubResolver,
            ednsUdp, ednsVersion, ednsDo, ednsOptions, ednsServerOptions, ednsEcs, ednsEcsScope,
            ednsEcsIpAsn, ednsEcsIpAsnOrg, ednsEcsIpGeoCountry, ednsNsid, ednsCookieClient, ednsCookieServer,
            ednsPadding, ednsKeytag, ednsDau, ednsDhu, ednsN3u, ednsExtError, ednsExtErrorText, dnsCname,
            dnsRdata, server, serverLocation, captureId, captureFrame,
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
