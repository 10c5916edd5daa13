import Model
import Tables

/// A batch of `icmp` rows that is being filled, with its dictionaries.
final class OpenICMPBatch {
    let day: Day
    private(set) var batch: ICMPBatch
    private var handedOver = 0
    /// Rows of its day so far.
    var rowTotal: Int { handedOver + batch.rowCount }
    private(set) var dictionaries: BatchDictionaries
    private let options: DecodeOptions
    private let servers: ServerNames
    private let enrichment: (any Enrichment)?

    init(day: Day, batch: ICMPBatch, options: DecodeOptions, servers: ServerNames, enrichment: (any Enrichment)?) {
        self.day = day
        self.batch = batch
        self.options = options
        self.servers = servers
        self.enrichment = enrichment
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        prepare()
    }

    /// Rows of the first batch of a day, and of those behind it.
    static let capacities = (first: 256, next: 4096)

    /// Hands the batch over and begins another one.
    func exchange(_ sink: any BatchSink) throws {
        try handOver(to: sink)
        batch = ICMPBatch(capacity: min(Self.capacities.next, options.batchCapacity))
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        prepare()
    }

    /// Hands the batch over. Nothing may be written any more.
    func handOver(to sink: any BatchSink) throws {
        handedOver += batch.rowCount
        try sink.take(batch, day: day)
    }

    private func prepare() {
        for column in [batch.ipSrc, batch.ipDst, batch.origIpSrc, batch.origIpDst] {
            column.dictionary = dictionaries.texts
        }
        batch.ipGeoCountry.dictionary = dictionaries.countries
        batch.ipAsnOrg.dictionary = dictionaries.organisations
        batch.origDnsDomainname.arena = batch.origDnsQnameFull.arena
        batch.icmpEchoClient.dictionary = TextDictionary()
        for client in EchoClient.allCases { _ = batch.icmpEchoClient.dictionary.add(client.description) }
        servers.fill(batch.server, batch.serverLocation)
    }
}
