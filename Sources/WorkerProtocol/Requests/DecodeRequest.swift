/// Decode captures of one name server into Parquet files. Paths are absolute, or relative to the worker's directory.
public struct DecodeRequest: Codable, Sendable, Equatable {
    public struct Capture: Codable, Sendable, Equatable {
        /// For the column `capture_id`.
        public var id: Int64
        public var path: String

        public init(id: Int64, path: String) {
            self.id = id
            self.path = path
        }
    }

    /// Name of the name server, for the column `server`.
    public var server: String
    /// Anycast site, for the column `server_location`.
    public var site: String?
    /// Output directory. With `follows_orders` each order has its own.
    public var out: String
    /// In the order of their packets.
    public var captures: [Capture] = []
    /// State file from the end of the previous capture.
    public var state_in: String?
    /// Where the state at the end goes; without it, waiting queries become rows.
    public var state_out: String?
    /// Capture id for the rows of queries that waited in the state.
    public var flush_as: Int64?
    /// The captures come on standard input behind this request, a `DecodeOrder` for each, and the worker ends with the
    /// last one.
    public var follows_orders = false
    /// How long a query waits for its response, microseconds of packet time.
    public var query_timeout_us: Int64 = 5_000_000
    /// Days that rows may go to; others are counted, and go to one of these.
    public var max_days = 3
    public var packets = Packets()
    public var enrichment = Enrichment()
    public var privacy = Privacy.keep
    /// Days before this one, `YYYY-MM-DD`, are written without client addresses.
    public var drop_addresses_before: String?
    public var filters = Filters()
    public var record_data = RecordData.none
    public var origin = FileOrigin()

    public init(server: String, out: String) {
        self.server = server
        self.out = out
    }

    /// - Throws: `InvalidRequest`, for what can be told without reading a file.
    public func validate() throws(InvalidRequest) {
        if follows_orders {
            guard captures.isEmpty, state_out == nil, flush_as == nil else {
                throw InvalidRequest(
                    "follows_orders", " takes captures, files and states from its orders, and ends with them")
            }
        } else if captures.isEmpty, state_in == nil {
            throw InvalidRequest("captures", ": name a capture, or a state to flush")
        }
        if max_days < 1 { throw InvalidRequest("max_days", " is at least 1") }
        if query_timeout_us < 1 { throw InvalidRequest("query_timeout_us", " is greater than 0") }
        if !(0...3_600_000_000).contains(packets.disorder_us) {
            throw InvalidRequest("disorder_us", " is between 0 and 3600000000")
        }
        if packets.disorder_bytes < 65_536 { throw InvalidRequest("disorder_bytes", " is at least 65536") }
    }
}

extension DecodeRequest {
    /// Which packets are decoded, and how far they are looked into.
    public struct Packets: Codable, Sendable, Equatable {
        /// UDP and TCP ports on which DNS is spoken.
        public var ports: [UInt16] = [53]
        public var tunnels: [Tunnel] = []
        /// Clients are those whom a proxy names in its header (PROXY protocol, version 2).
        public var proxied_clients = false
        /// How long packets that were recorded late are waited for, microseconds of packet time.
        public var disorder_us: Int64 = 2_000_000
        /// What one direction of a connection may keep behind a hole meanwhile.
        public var disorder_bytes: Int64 = 4 << 20
        /// An expression of pcap-filter(7): packets that do not match are counted and not decoded.
        public var filter: String?

        public init() {}
    }

    /// A tunnel that is looked into.
    public enum Tunnel: String, Codable, Sendable, CaseIterable {
        case gre, erspan, vxlan, ipip, geneve, gtpu, l2tp, mpls, teredo, all
    }

    /// What is known about addresses and names beyond the packets.
    public struct Enrichment: Codable, Sendable, Equatable {
        /// Addresses of public resolvers.
        public struct ResolverFile: Codable, Sendable, Equatable {
            /// The resolver that all of it is about; without one the file has a name behind each prefix.
            public var name: String?
            public var file: String

            public init(name: String? = nil, file: String) {
                self.name = name
                self.file = file
            }
        }

        /// What the server at an address is called, in place of `server` and `site`.
        public struct ServerAddress: Codable, Sendable, Equatable {
            /// `192.0.2.0/24`, or an address. Of equal ones the last counts.
            public var prefix: String
            /// `NAME` or `NAME_SITE`.
            public var name: String

            public init(prefix: String, name: String) {
                self.prefix = prefix
                self.name = name
            }
        }

        /// MaxMind databases of countries and of autonomous systems.
        public var geo_country: String?
        public var geo_asn: String?
        public var resolver_lists: [ResolverFile] = []
        /// The public suffix list.
        public var suffix_list: String?
        /// Names below these are ordinary domains, whatever the list says.
        public var own_suffixes: [String] = []
        public var server_addresses: [ServerAddress] = []

        public init() {}
    }

    /// What becomes of client addresses.
    public enum Privacy: Codable, Sendable, Equatable {
        case keep
        /// So many bits are kept of each.
        case truncate(ipv4_bits: Int, ipv6_bits: Int)
        /// The key is 32 bytes or 64 hexadecimal digits, in a file, or else in the worker's environment. It is never in a
        /// request, which may be logged.
        case pseudonymise(key_file: String?)
        case drop
    }

    /// Rows that are not wanted.
    public struct Filters: Codable, Sendable, Equatable {
        /// Those about these names and names below them.
        public var drop_suffixes: [String] = []
        /// Those about these servers, as prefixes or addresses.
        public var drop_servers: [String] = []

        public init() {}
    }

    /// Records of responses in the column `dns_rdata`.
    public enum RecordData: String, Codable, Sendable, CaseIterable {
        case none, all
        /// All but keys, signatures and proofs.
        case withoutDNSSEC = "no-dnssec"
    }
}
