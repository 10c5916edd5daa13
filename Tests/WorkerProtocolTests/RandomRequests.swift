import SharedInputs
import WorkerProtocol

/// Requests of all kinds with random values, odd texts and the ends of numbers among them.
struct RandomRequests {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func request() -> WorkerRequest {
        let work: WorkerRequest.Work =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .decode(decode())
            case 1: .compact(compact())
            case 2: .count(count())
            case 3: .query(query())
            default:
                .checkReference(
                    ReferenceCheckRequest(kind: one(of: ReferenceCheckRequest.Kind.allCases), file: text()))
            }
        return WorkerRequest(work, ends_with_input: flag())
    }

    private mutating func decode() -> DecodeRequest {
        var request = DecodeRequest(server: text(), out: text())
        request.site = maybe { $0.text() }
        request.captures = many { .init(id: $0.number(), path: $0.text()) }
        request.state_in = maybe { $0.text() }
        request.state_out = maybe { $0.text() }
        request.flush_as = maybe { $0.number() }
        request.follows_orders = flag()
        request.query_timeout_us = number()
        request.max_days = Int(number())
        request.packets.ports = many { .random(in: 0...65_535, using: &$0.random) }
        request.packets.tunnels = many { $0.one(of: DecodeRequest.Tunnel.allCases) }
        request.packets.proxied_clients = flag()
        request.packets.disorder_us = number()
        request.packets.disorder_bytes = number()
        request.packets.filter = maybe { $0.text() }
        request.enrichment.geo_country = maybe { $0.text() }
        request.enrichment.geo_asn = maybe { $0.text() }
        request.enrichment.resolver_lists = many { random in
            .init(name: random.maybe { $0.text() }, file: random.text())
        }
        request.enrichment.suffix_list = maybe { $0.text() }
        request.enrichment.own_suffixes = many { $0.text() }
        request.enrichment.server_addresses = many { .init(prefix: $0.text(), name: $0.text()) }
        request.privacy =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .keep
            case 1: .truncate(ipv4_bits: Int(number()), ipv6_bits: Int(number()))
            case 2: .pseudonymise(key_file: maybe { $0.text() })
            default: .drop
            }
        request.drop_addresses_before = maybe { $0.text() }
        request.filters.drop_suffixes = many { $0.text() }
        request.filters.drop_servers = many { $0.text() }
        request.record_data = one(of: DecodeRequest.RecordData.allCases)
        request.origin = origin()
        return request
    }

    private mutating func compact() -> CompactRequest {
        var request = CompactRequest(
            table: text(), day: text(), out: text(), temp: text(), inputs: text())
        request.target_file_bytes = number()
        request.memory_limit_bytes = number()
        request.threads = Int(number())
        request.without_addresses = flag()
        request.unsorted = flag()
        request.generation = maybe { $0.number() }
        request.origin = origin()
        return request
    }

    private mutating func count() -> CountRequest {
        var request = CountRequest(
            inputs: many { .init(path: $0.text(), depth: $0.one(of: CountRequest.Depth.allCases)) })
        request.memory_limit_bytes = number()
        return request
    }

    private mutating func query() -> QueryRequest {
        var request = QueryRequest(sql: text(), snapshot: text())
        request.format = one(of: QueryRequest.Format.allCases)
        request.output = maybe { $0.text() }
        request.memory_limit_bytes = number()
        request.threads = Int(number())
        return request
    }

    private mutating func origin() -> FileOrigin { FileOrigin(ledger: maybe { $0.text() }, run: maybe { $0.number() }) }

    private mutating func flag() -> Bool { .random(using: &random) }

    private mutating func number() -> Int64 {
        flag() ? one(of: [.min, -1, 0, 1, 1 << 53 + 1, .max]) : .random(in: .min ... .max, using: &random)
    }

    private mutating func text() -> String {
        let pieces = [
            "", "ns1", "/p/a b.pcap", "\"", "\\", "\n", "\u{0}", "ä", "💾", "{", "=", "\u{2028}", "--out", "null",
        ]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in one(of: pieces) }.joined()
    }

    private mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    private mutating func maybe<Value>(_ make: (inout RandomRequests) -> Value) -> Value? { flag() ? make(&self) : nil }

    private mutating func many<Value>(_ make: (inout RandomRequests) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&self) }
    }
}
