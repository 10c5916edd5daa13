public import Model
public import Tables

/// Takes batches. Nothing is written into them any more, so that the sink can hand them to another thread.
public protocol BatchSink: AnyObject {
    func take(_ batch: ColumnBatch, day: Day) throws
}

/// A batch that rows are written into.
protocol RowBatch: ColumnBatch {
    /// Rows of the first batch of a day, and of those behind it, if the options allow as many. Making one costs in
    /// proportion, and most captures of a small name server have no more than the first.
    static var capacities: (first: Int, next: Int) { get }

    init(capacity: Int)

    /// Gives its columns the dictionaries that their codes are of.
    func connect(_ dictionaries: BatchDictionaries, _ servers: ServerNames)
}

/// A batch that is being filled, with its dictionaries.
final class OpenBatch<Batch: RowBatch> {
    let day: Day
    private(set) var batch: Batch
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

    init(day: Day, options: DecodeOptions, servers: ServerNames, enrichment: (any Enrichment)?) {
        self.day = day
        self.options = options
        self.servers = servers
        self.enrichment = enrichment
        batch = Batch(capacity: min(Batch.capacities.first, options.batchCapacity))
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        batch.connect(dictionaries, servers)
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

    /// Hands the batch over and begins another one.
    func exchange(_ sink: any BatchSink) throws {
        try handOver(to: sink)
        batch = Batch(capacity: min(Batch.capacities.next, options.batchCapacity))
        // The full batch is read by another thread now: dictionaries go with it.
        dictionaries = BatchDictionaries(enrichment: enrichment, privacy: options.privacy(on: day))
        batch.connect(dictionaries, servers)
        bytes = 0
        uncounted = 0
    }

    /// Hands the batch over. Nothing may be written any more.
    func handOver(to sink: any BatchSink) throws {
        handedOver += batch.rowCount
        try sink.take(batch, day: day)
    }
}

extension DNSBatch: RowBatch {
    static var capacities: (first: Int, next: Int) { (2048, .max) }

    func connect(_ dictionaries: BatchDictionaries, _ servers: ServerNames) {
        ipSrc.dictionary = dictionaries.texts
        ipDst.dictionary = dictionaries.texts
        ipGeoCountry.dictionary = dictionaries.countries
        ednsEcsIpGeoCountry.dictionary = dictionaries.countries
        ipAsnOrg.dictionary = dictionaries.organisations
        ednsEcsIpAsnOrg.dictionary = dictionaries.organisations
        dnsPubResolver.dictionary = dictionaries.resolvers
        // The parts of a name are slices of the same bytes.
        for part in [dnsQname, dnsDomainname, dnsTld] { part.share(arenaOf: dnsQnameFull) }
        for kind in RowKind.allCases { _ = rowKind.dictionary.add(kind.name) }
        servers.fill(server, serverLocation)
    }
}

extension ICMPBatch: RowBatch {
    static var capacities: (first: Int, next: Int) { (256, 4096) }

    func connect(_ dictionaries: BatchDictionaries, _ servers: ServerNames) {
        for column in [ipSrc, ipDst, origIpSrc, origIpDst] { column.dictionary = dictionaries.texts }
        ipGeoCountry.dictionary = dictionaries.countries
        ipAsnOrg.dictionary = dictionaries.organisations
        origDnsDomainname.share(arenaOf: origDnsQnameFull)
        for client in EchoClient.allCases { _ = icmpEchoClient.dictionary.add(client.description) }
        servers.fill(server, serverLocation)
    }
}
