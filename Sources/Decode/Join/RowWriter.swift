import Model
import Tables

/// Writes rows of the table `dns` into the batch of their day.
final class RowWriter {
    /// The capture whose decode emits now.
    var capture: Int64 = 0
    private(set) var rows: Int64 = 0
    private(set) var outsideDays: Int64 = 0
    /// Rows that were not wanted.
    private(set) var filtered: Int64 = 0
    /// Rows whose records did not all fit.
    private(set) var cutRecordLists: Int64 = 0
    private var open: [OpenDNSBatch] = []
    private var current: OpenDNSBatch?
    private let options: DecodeOptions
    private let enrichment: (any Enrichment)?
    private let suffixes: (any SuffixRules)?
    private let sink: any BatchSink
    private let servers: ServerNames
    private var filter: ConversationFilter
    private var name = WireName()

    init(options: DecodeOptions, enrichment: (any Enrichment)?, suffixes: (any SuffixRules)?, sink: any BatchSink) {
        self.options = options
        self.enrichment = enrichment
        self.suffixes = suffixes
        self.sink = sink
        servers = ServerNames(options)
        filter = ConversationFilter(options)
    }

    /// Hands all open batches over.
    func flush() throws {
        for batch in open where batch.batch.rowCount > 0 { try batch.handOver(to: sink) }
        open = []
        current = nil
    }

    @inline(__always)
    private func batch(at time: Int64) throws -> OpenDNSBatch {
        let day = Day(microseconds: time)
        if let current, current.day == day {
            if current.isFull { try current.exchange(sink) }
            return current
        }
        return try otherBatch(day)
    }

    private func otherBatch(_ day: Day) throws -> OpenDNSBatch {
        var found = open.first { $0.day == day }
        if found == nil {
            if open.count >= options.maximumDaySpan, let fullest = open.max(by: { $0.rowTotal < $1.rowTotal }) {
                // A capture may span a few days; a row outside goes to the day of most rows so far and is counted.
                outsideDays += 1
                found = fullest
            } else {
                let made = OpenDNSBatch(
                    day: day, batch: DNSBatch(capacity: min(OpenDNSBatch.firstCapacity, options.batchCapacity)),
                    options: options, servers: servers,
                    enrichment: enrichment)
                open.append(made)
                found = made
            }
        }
        guard let found else { preconditionFailure("a batch is always found or made") }
        if found.isFull { try found.exchange(sink) }
        current = found
        return found
    }

    @inline(__always)
    func write(
        _ kind: RowKind, _ conversation: Conversation, query: Half?, response: Half?, roundTrip: Int64,
        responses: Int32, responseBytes: Int64, more: Bytes = .empty, lacksMessages: Bool = false
    ) throws {
        if filter.drops(conversation, query ?? response) {
            filtered += 1
            return
        }
        let time = query?.time ?? response?.time ?? 0
        let open = try batch(at: time)
        let batch = open.batch
        let row = batch.appendRow()
        rows += 1
        batch.rowKind.set(row, code: kind.rawValue)
        batch.time.set(row, time)
        let server = servers.codes(of: conversation.server)
        batch.server.set(row, code: server.server)
        batch.serverLocation.set(row, code: server.site)
        batch.captureId.set(row, capture)
        let frame = query.flatMap { $0.frame > 0 ? $0.frame : nil } ?? response?.frame ?? 0
        if frame > 0 { batch.captureFrame.set(row, frame) }
        batch.dnsId.set(row, Int32(conversation.id))
        batch.prot.set(row, Int32(conversation.transport))
        batch.protSrcPort.set(row, Int32(conversation.clientPort))
        batch.protDstPort.set(row, Int32(conversation.serverPort))
        batch.ipVersion.set(row, Int32(conversation.client.version))
        addresses(row, batch, open.dictionaries, conversation)
        // Of a query that the capture has cut short, the answer may know more.
        let asked = query.flatMap { $0.message.hasQuestion ? $0 : nil } ?? response ?? query
        if let asked { question(row, batch, asked) }
        if let query { request(row, batch, open.dictionaries, query, roundTrip) }
        if let response { answer(row, batch, response, responses, responseBytes) }
        if let query, let response, response.time >= query.time {
            batch.dnsProcTimeUs.set(row, response.time - query.time)
        }
        batch.dnsTruncated.set(row, (query?.isTruncated ?? false) || (response?.isTruncated ?? false))
        if options.recordData != .none, let response,
            !RecordColumns.write(row, batch, response, more: more, options.recordData) || lacksMessages
        {
            cutRecordLists += 1
        }
        open.wrote(messageBytes: (query?.bytes.count ?? 0) + (response?.bytes.count ?? 0) + more.count)
    }

    @inline(__always)
    private func addresses(
        _ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ conversation: Conversation
    ) {
        let client = dictionaries.client(conversation.client)
        batch.ipSrc.set(row, code: client.clientText)
        batch.ipGeoCountry.set(row, code: client.country)
        batch.ipAsnOrg.set(row, code: client.organisation)
        batch.dnsPubResolver.set(row, code: client.resolver)
        if client.asn >= 0 { batch.ipAsn.set(row, client.asn) }
        batch.ipDst.set(row, code: dictionaries.text(conversation.server))
    }

    /// The question's columns. Name, registered domain and suffix are slices of one copy.
    @inline(__always)
    private func question(_ row: Int, _ batch: DNSBatch, _ half: Half) {
        let message = half.message
        batch.dnsOpcode.set(row, message.opcode)
        if message.hasQuestion {
            batch.dnsQtype.set(row, Int32(message.queryType))
            batch.dnsQclass.set(row, Int32(message.queryClass))
        }
        guard message.questions > 0, name.read(half.bytes, at: 12) != nil else { return }
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
        _ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ half: Half, _ roundTrip: Int64
    ) {
        let message = half.message
        batch.dnsRd.set(row, message.flag(Message.rd))
        batch.dnsCd.set(row, message.flag(Message.cd))
        batch.dnsQTc.set(row, message.flag(Message.tc))
        batch.dnsQRa.set(row, message.flag(Message.ra))
        batch.dnsQAd.set(row, message.flag(Message.ad))
        batch.dnsZ.set(row, message.flag(Message.z))
        batch.dnsQdcount.set(row, Int32(message.questions))
        batch.dnsReqLen.set(row, half.length)
        batch.ipTtl.set(row, Int32(half.ttl))
        if batch.ipVersion.value(row) == 4 { batch.ipDf.set(row, half.dontFragment) }
        if half.fragments > 0 { batch.ipFrags.set(row, half.fragments) }
        if roundTrip >= 0 { batch.tcpRttUs.set(row, roundTrip) }
        if message.optOffset >= 0 {
            batch.ednsUdp.set(row, Int32(message.udpSize))
            batch.ednsVersion.set(row, Int32(message.ednsVersion))
            batch.ednsDo.set(row, message.dnssecOK)
            if message.optLength > 0 { OptionColumns.request(row, batch, dictionaries, half) }
        }
    }

    @inline(__always)
    private func answer(_ row: Int, _ batch: DNSBatch, _ half: Half, _ responses: Int32, _ bytes: Int64) {
        let message = half.message
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
        if batch.ipVersion.value(row) == 4 { batch.ipResDf.set(row, half.dontFragment) }
        if half.fragments > 0 { batch.ipResFrags.set(row, half.fragments) }
        if message.optLength > 0 { OptionColumns.response(row, batch, half) }
        if message.hasAliases { AliasColumns.write(row, batch, half) }
    }
}
