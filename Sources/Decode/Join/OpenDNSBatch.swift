import Model
import Tables

/// A batch of `dns` rows that is being filled, with its dictionaries.
final class OpenDNSBatch {
    let day: Day
    private(set) var batch: DNSBatch
    private var handedOver = 0
    /// Rows of its day so far.
    var rowTotal: Int { handedOver + batch.rowCount }
    private(set) var dictionaries: BatchDictionaries
    private let options: DecodeOptions
    private let servers: ServerNames
    private let enrichment: (any Enrichment)?
    /// What texts and lists took when they were last counted, and the bytes of messages that went into rows since.
    private var bytes = 0
    private var uncounted = 0

    init(day: Day, batch: DNSBatch, options: DecodeOptions, servers: ServerNames, enrichment: (any Enrichment)?) {
        self.day = day
        self.batch = batch
        self.options = options
        self.servers = servers
        self.enrichment = enrichment
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        prepare()
    }

    /// It has all its rows, or their texts and lists have become too large.
    @inline(__always)
    var isFull: Bool { batch.rowCount == batch.capacity || bytes > options.bounds.batchBytes }

    /// A row has been written, of messages of so many bytes. Counting now and then is enough: a byte of a message gives
    /// at most a hundred of text.
    @inline(__always)
    func wrote(messageBytes: Int) {
        uncounted += messageBytes
        if uncounted > options.bounds.batchBytes >> 9 { count() }
    }

    private func count() {
        uncounted = 0
        // An address takes about a hundred bytes beside its text.
        let addresses = dictionaries.texts.entries.count * 100 + dictionaries.texts.arena.count
        bytes = batch.variableBytes + addresses
    }

    /// Rows of the first batch of a day; those behind it have as many as they may. Making one costs in proportion, and most
    /// captures of a small name server have no more.
    static let firstCapacity = 2048

    /// Hands the batch over and begins another one.
    func exchange(_ sink: any BatchSink) throws {
        try handOver(to: sink)
        batch = DNSBatch(capacity: options.batchCapacity)
        // The full batch is read by another thread now: dictionaries go with it.
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        prepare()
    }

    /// Hands the batch over. Nothing may be written any more.
    func handOver(to sink: any BatchSink) throws {
        handedOver += batch.rowCount
        try sink.take(batch, day: day)
    }

    private func prepare() {
        bytes = 0
        uncounted = 0
        batch.ipSrc.dictionary = dictionaries.texts
        batch.ipDst.dictionary = dictionaries.texts
        batch.ipGeoCountry.dictionary = dictionaries.countries
        batch.ednsEcsIpGeoCountry.dictionary = dictionaries.countries
        batch.ipAsnOrg.dictionary = dictionaries.organisations
        batch.ednsEcsIpAsnOrg.dictionary = dictionaries.organisations
        batch.dnsPubResolver.dictionary = dictionaries.resolvers
        // The parts of a name are slices of the same bytes.
        batch.dnsQname.arena = batch.dnsQnameFull.arena
        batch.dnsDomainname.arena = batch.dnsQnameFull.arena
        batch.dnsTld.arena = batch.dnsQnameFull.arena
        batch.rowKind.dictionary = TextDictionary()
        for kind in RowKind.allCases { _ = batch.rowKind.dictionary.add(String(describing: kind)) }
        servers.fill(batch.server, batch.serverLocation)
    }
}
