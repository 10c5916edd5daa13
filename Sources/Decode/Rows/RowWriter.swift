import Model
import Tables

/// Writes rows of the table `dns` into the batch of their day.
final class RowWriter: ExchangeSink {
    /// The capture whose decode emits now.
    var capture: Int64 = 0
    private(set) var rows: Int64 = 0
    /// Rows that were not wanted.
    private(set) var filtered: Int64 = 0
    /// Rows whose records did not all fit.
    private(set) var cutRecordLists: Int64 = 0
    private let days: DayBatches<DNSBatch>
    private let options: DecodeOptions
    private let suffixes: (any SuffixRules)?
    private let servers: ServerNames
    private var filter: RowFilter
    private var name = WireName()

    init(options: DecodeOptions, enrichment: (any Enrichment)?, suffixes: (any SuffixRules)?, sink: any BatchSink) {
        self.options = options
        self.suffixes = suffixes
        servers = ServerNames(options)
        days = DayBatches(options: options, servers: servers, enrichment: enrichment, sink: sink)
        filter = RowFilter(options)
    }

    var outsideDays: Int64 { days.outsideDays }

    /// Hands all open batches over.
    func flush() throws { try days.flush() }

    @inline(__always)
    func write(_ exchange: Exchange) throws {
        let (transaction, query, response) = (exchange.transaction, exchange.query, exchange.response)
        if filter.drops(transaction, query ?? response) {
            filtered += 1
            return
        }
        let time = query?.time ?? response?.time ?? 0
        let open = try days.batch(at: time)
        let batch = open.batch
        let row = batch.appendRow()
        rows += 1
        batch.rowKind.set(row, code: exchange.kind.rawValue)
        batch.time.set(row, time)
        let server = servers.codes(of: transaction.server)
        batch.server.set(row, code: server.server)
        batch.serverLocation.set(row, code: server.site)
        batch.captureId.set(row, capture)
        let frame = query.flatMap { $0.frame > 0 ? $0.frame : nil } ?? response?.frame ?? 0
        if frame > 0 { batch.captureFrame.set(row, frame) }
        batch.dnsId.set(row, Int32(transaction.id))
        batch.prot.set(row, Int32(transaction.transport))
        batch.protSrcPort.set(row, Int32(transaction.clientPort))
        batch.protDstPort.set(row, Int32(transaction.serverPort))
        batch.ipVersion.set(row, Int32(transaction.client.version))
        addresses(row, batch, open.dictionaries, transaction)
        // Of a query that the capture has cut short, the answer may know more.
        let asked = query.flatMap { $0.message.hasQuestion ? $0 : nil } ?? response ?? query
        if let asked { question(row, batch, asked) }
        if let query { request(row, batch, open.dictionaries, query, exchange.roundTrip) }
        if let response { answer(row, batch, response, exchange.responses, exchange.responseBytes) }
        // Longer than any answer may take: one of the time stamps is broken.
        if let query, let response, (0...longestProcessing).contains(response.time - query.time) {
            batch.dnsProcTimeUs.set(row, response.time - query.time)
        }
        batch.dnsTruncated.set(row, (query?.isTruncated ?? false) || (response?.isTruncated ?? false))
        if options.recordData != .none, let response,
            !RecordColumns.write(row, batch, response, more: exchange.more, options.recordData)
                || exchange.lacksMessages
        {
            cutRecordLists += 1
        }
        open.wrote(messageBytes: (query?.bytes.count ?? 0) + (response?.bytes.count ?? 0) + exchange.more.count)
    }

    private var longestProcessing: Int64 { options.queryTimeoutMicroseconds }

    @inline(__always)
    private func addresses(
        _ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ transaction: TransactionKey
    ) {
        let client = dictionaries.client(transaction.client)
        batch.ipSrc.set(row, code: client.clientText)
        batch.ipGeoCountry.set(row, code: client.country)
        batch.ipAsnOrg.set(row, code: client.organisation)
        batch.dnsPubResolver.set(row, code: client.resolver)
        if client.asn >= 0 { batch.ipAsn.set(row, client.asn) }
        batch.ipDst.set(row, code: dictionaries.text(transaction.server))
    }

    /// The question's columns. Name, registered domain and suffix are slices of one copy.
    @inline(__always)
    private func question(_ row: Int, _ batch: DNSBatch, _ observed: ObservedMessage) {
        let message = observed.message
        batch.dnsOpcode.set(row, message.opcode)
        if message.hasQuestion {
            batch.dnsQtype.set(row, Int32(message.queryType))
            batch.dnsQclass.set(row, Int32(message.queryClass))
        }
        guard message.questions > 0, name.read(observed.bytes, at: 12) != nil else { return }
        batch.dnsLabels.set(row, Int32(name.labelCount))
        let arena = batch.dnsQnameFull.arena
        let names = NameColumns.write(&name, to: arena, suffixes: suffixes)
        batch.dnsQnameFull.set(row, names.full)
        batch.dnsQname.set(row, names.sub)
        batch.dnsDomainname.set(row, names.domain)
        batch.dnsTld.set(row, names.suffix)
    }

    @inline(__always)
    private func request(
        _ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ observed: ObservedMessage,
        _ roundTrip: Int64
    ) {
        let message = observed.message
        batch.dnsRd.set(row, message.flag(Message.rd))
        batch.dnsCd.set(row, message.flag(Message.cd))
        batch.dnsQTc.set(row, message.flag(Message.tc))
        batch.dnsQRa.set(row, message.flag(Message.ra))
        batch.dnsQAd.set(row, message.flag(Message.ad))
        batch.dnsZ.set(row, message.flag(Message.z))
        batch.dnsQdcount.set(row, Int32(message.questions))
        batch.dnsReqLen.set(row, observed.length)
        batch.ipTtl.set(row, Int32(observed.ttl))
        if batch.ipVersion.value(row) == 4 { batch.ipDf.set(row, observed.dontFragment) }
        if observed.fragments > 0 { batch.ipFrags.set(row, observed.fragments) }
        if roundTrip >= 0 { batch.tcpRttUs.set(row, roundTrip) }
        if message.optOffset >= 0 {
            batch.ednsUdp.set(row, Int32(message.udpSize))
            batch.ednsVersion.set(row, Int32(message.ednsVersion))
            batch.ednsDo.set(row, message.dnssecOK)
            if message.optLength > 0 { OptionColumns.request(row, batch, dictionaries, observed) }
        }
    }

    @inline(__always)
    private func answer(_ row: Int, _ batch: DNSBatch, _ observed: ObservedMessage, _ responses: Int32, _ bytes: Int64)
    {
        let message = observed.message
        batch.dnsRcode.set(row, message.rcode)
        batch.dnsAa.set(row, message.flag(Message.aa))
        batch.dnsTc.set(row, message.flag(Message.tc))
        batch.dnsRa.set(row, message.flag(Message.ra))
        batch.dnsAd.set(row, message.flag(Message.ad))
        batch.dnsQdcount.set(row, Int32(message.questions))
        batch.dnsAncount.set(row, Int32(message.answers))
        batch.dnsNscount.set(row, Int32(message.authorities))
        batch.dnsArcount.set(row, Int32(message.additionals))
        batch.dnsResLen.set(row, Int32(truncatingIfNeeded: bytes))
        batch.dnsResMessages.set(row, responses)
        if batch.ipVersion.value(row) == 4 { batch.ipResDf.set(row, observed.dontFragment) }
        if observed.fragments > 0 { batch.ipResFrags.set(row, observed.fragments) }
        if message.optLength > 0 { OptionColumns.response(row, batch, observed) }
        if message.hasAliases { AliasColumns.write(row, batch, observed) }
    }
}
