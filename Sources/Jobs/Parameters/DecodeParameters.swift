/// Parameters of a job of kind `decode`.
public struct DecodeParameters: Hashable, Sendable {
    /// So many captures of one server that wait are decoded by one worker, each in a run of its own.
    public var maximumFilesPerRun = 100
    /// How long a capture waits for a known predecessor before the chain is cut.
    public var orderWait: Duration = .seconds(120)
    /// How long after its last capture a server's waiting state is written out as rows.
    public var flushAfter: Duration = .seconds(900)
    /// How long a query waits for its response, in the time of the packets.
    public var queryTimeout: Duration = .seconds(10)
    /// How long packets that were recorded late are waited for, in the time of the packets.
    public var disorderWait: Duration = .seconds(2)
    /// What one direction of a TCP connection may keep behind a hole meanwhile.
    public var disorderBytes: Int64 = 4 << 20
    /// How many days a capture may span.
    public var maximumDays = 3
    /// What is decoded into `dns_rdata`.
    public var recordData = RecordData.none
    /// UDP and TCP ports on which DNS is spoken.
    public var ports = [53]
    /// Tunnels that are looked into, by the names that the worker knows.
    public var tunnels: [String] = []
    /// Whether clients are those whom a proxy names (PROXY protocol, version 2).
    public var readsProxiedClients = false
    /// An expression of pcap-filter(7): packets that do not match are not decoded.
    public var filter: String?
    /// Names at or below these are not written.
    public var droppedSuffixes: [String] = []
    /// Messages to and from these server addresses are not written.
    public var droppedServers: [String] = []

    public init() {}
}
