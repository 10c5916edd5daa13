public import Model
import Tables

/// How captures are decoded.
public struct DecodeOptions: Sendable {
    /// Goes into the column `server` of each row.
    public var server: String
    /// Anycast site, into `server_location`.
    public var site: String?
    /// UDP and TCP ports on which DNS is spoken.
    public var ports: Set<UInt16> = [53]
    /// Tunnels that are looked into.
    public var tunnels: Tunnel = []
    /// Whether clients are those that a proxy names in its header (PROXY protocol, version 2), and not the proxy. The
    /// header itself is always passed over.
    public var readsProxiedClients = false
    /// An expression of pcap-filter(7); packets that do not match are counted and not decoded. nil: all are decoded.
    public var filter: String?
    /// How long a query waits for its answer on the capture's clock.
    public var queryTimeoutMicroseconds: Int64 = 5_000_000
    /// How long packets that were recorded late are waited for on the capture's clock: segments that the other side has
    /// acknowledged already, what was on its way when a connection was reset, the beginning of a connection.
    public var disorderMicroseconds: Int64 = 2_000_000
    /// Queries that wait at the same time; beyond, the oldest goes out as unanswered.
    public var maximumWaiting = 500_000
    /// Days that are open at the same time; a row of yet another goes to the one with most rows and is counted.
    public var maximumDaySpan = 3
    public var privacy = AddressPrivacy.keep
    /// Rows of days before this one are written without client addresses, whatever `privacy` says.
    public var dropsAddressesBefore: Day?
    /// Rows about these names, or names below them, are not written; a row without a whole name is.
    public var droppedSuffixes = DomainSet()
    /// Rows about messages to and from these servers are not written.
    public var droppedServers: Set<IPPrefix> = []
    /// What servers are called by their addresses; the longest prefix counts. All others are `server` at `site`.
    public var serverAddresses: [IPPrefix: ServerName] = [:]
    /// Which records of responses are written in presentation form.
    public var recordData = RecordData.none
    /// Rows of a batch.
    public var batchCapacity = 32_768
    public var bounds = DecodeBounds()

    public init(server: String, site: String? = nil) {
        self.server = server
        self.site = site
    }

    /// The policy for rows of a day.
    func privacy(on day: Day) -> AddressPrivacy {
        if let limit = dropsAddressesBefore, day < limit { return .drop }
        return privacy
    }
}

extension DecodeOptions {
    /// What a decode takes whatever it decodes: batches on their way into Parquet, and a row group there.
    private static let base: Int64 = 320 << 20
    /// With as much beside the base, everything that has a bound may be as large as it is by default.
    private static let whole: Int64 = 640 << 20

    /// Lowers the bounds so that a decode, whatever it is given, does not need more memory than so many bytes.
    public mutating func fit(intoMemory bytes: Int64) {
        let left = min(Self.whole, max(Self.whole >> 5, bytes - Self.base))
        func share(_ bound: Int) -> Int { Int(Int64(bound) * left / Self.whole) }
        maximumWaiting = share(maximumWaiting)
        bounds.waitingBytes = share(bounds.waitingBytes)
        bounds.connections = share(bounds.connections)
        bounds.streamBytes = share(bounds.streamBytes)
        bounds.datagrams = share(bounds.datagrams)
        bounds.fragmentBytes = share(bounds.fragmentBytes)
        // ObservedMessage of it at least: a small batch costs time.
        bounds.batchBytes = max(bounds.batchBytes / 2, share(bounds.batchBytes))
    }
}
