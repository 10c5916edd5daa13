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
    /// An expression of pcap-filter(7); packets that do not match are counted and not decoded. `nil`: all are decoded.
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

/// How much the decoder keeps in memory at the same time. Beyond, the oldest or what comes is let go, and counted.
///
/// With the values below it is meant for a gibibyte; `DecodeOptions.fit(intoMemory:)` lowers them for less.
public struct DecodeBounds: Sendable {
    /// Bytes of the messages that wait; beyond, the oldest goes out as unanswered.
    public var waitingBytes = 48 << 20
    /// TCP connections; beyond, the half that has been idle longest ends.
    public var connections = 65_536
    /// Bytes of segments and of unfinished messages; beyond, likewise.
    public var streamBytes = 48 << 20
    /// Bytes that one direction may keep behind a hole; beyond, the hole is given up. Less when many do so.
    public var disorderBytes = 4 << 20
    /// Datagrams whose fragments are not all there; beyond, fragments of others are dropped.
    public var datagrams = 16_384
    /// Bytes of fragments; beyond, they are dropped.
    public var fragmentBytes = 24 << 20
    /// Bytes of texts and lists in a batch; with more it is handed over before it has all its rows. A row may add a few
    /// millions: a message of 64 KiB may hold thousands of names of a thousand characters each.
    public var batchBytes = 32 << 20

    public init() {}
}

/// Which resource records of a response go into `dns_rdata`. OPT never does: it is about the message (RFC 6891 6.1.1)
/// and has columns of its own.
public enum RecordData: Sendable {
    /// The column stays NULL, and costs nothing.
    case none
    /// All but keys, signatures and proofs of DNSSEC.
    case withoutDNSSEC
    case all

    /// Whether records of a type are written.
    @inline(__always)
    func includes(_ type: UInt16) -> Bool {
        switch self {
        case .none: false
        case .all: type != 41
        case .withoutDNSSEC:
            switch type {
            // OPT
            case 41: false
            // SIG, KEY, NXT; DS, RRSIG, NSEC, DNSKEY; NSEC3, NSEC3PARAM; CDS, CDNSKEY; TA, DLV
            case 24, 25, 30, 43, 46, 47, 48, 50, 51, 59, 60, 32_768, 32_769: false
            default: true
            }
        }
    }
}

/// What a name server is called in rows.
public struct ServerName: Sendable, Hashable {
    public var server: String
    /// Anycast site.
    public var site: String?

    public init(server: String, site: String? = nil) {
        self.server = server
        self.site = site
    }

    /// Reads `<server>` or `<server>_<site>`; nil when a part is empty.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !parts.contains(where: \.isEmpty) else { return nil }
        self.init(server: String(first), site: parts.count > 1 ? String(parts[1]) : nil)
    }
}
