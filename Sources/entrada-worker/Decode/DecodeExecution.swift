import ArgumentParser
import Decode
import Foundation
import Model
import Tables
import WorkerProtocol

/// Decodes captures as a request asks for it.
struct DecodeExecution {
    private let request: DecodeRequest
    private let options: DecodeOptions

    /// - Throws: `InvalidRequest`, such as for a key of pseudonyms that is none.
    init(_ request: DecodeRequest) throws(InvalidRequest) {
        try request.validate()
        self.request = request
        options = try Self.options(request, ProcessInfo.processInfo.environment)
    }

    /// - Parameters:
    ///   - lifetime: the descriptor that ends this process when it is closed.
    ///   - orders: where they come from, if they are to be followed.
    /// - Throws: `ExitCode`; why is told by the last event.
    func perform(lifetime: Int32?, orders: LineReader) throws {
        if let lifetime { Lifetime.watch(lifetime) }
        let printer = EventPrinter()
        try printer.finish { try decode(orders, printer) }
    }

    private func decode(_ orders: LineReader, _ printer: EventPrinter) throws -> DecodeOutcome {
        let session = try DecodeSession(
            options, request.enrichment, maximumDays: request.max_days, ledger: request.origin.ledger,
            printer: printer)
        let state = try request.state_in.map { try StateSource($0) }
        if request.follows_orders {
            try session.follow(OrderReader(orders), state: state, printer: printer)
            return DecodeOutcome()
        }
        var (outcome, left) = try session.decode(
            DecodeSession.Work(
                inputs: request.captures.map { CaptureInput(id: $0.id, path: $0.path) }, out: request.out,
                state: state, keepsState: request.state_out != nil, flushAs: request.flush_as,
                run: request.origin.run))
        // Only at the very end, when all rows are on the disk.
        if let path = request.state_out, let left { outcome.state_sha256 = try StateFile.write(left, to: path) }
        return outcome
    }

    private static func options(
        _ request: DecodeRequest, _ environment: [String: String]
    ) throws(InvalidRequest) -> DecodeOptions {
        let packets = request.packets
        var options = DecodeOptions(server: request.server, site: request.site)
        options.ports = Set(packets.ports)
        options.tunnels = Tunnel(packets.tunnels.map(Tunnel.init))
        options.readsProxiedClients = packets.proxied_clients
        options.disorderMicroseconds = packets.disorder_us
        options.bounds.disorderBytes = Int(packets.disorder_bytes)
        options.filter = packets.filter
        options.queryTimeoutMicroseconds = request.query_timeout_us
        options.maximumDaySpan = request.max_days
        options.privacy = try PrivacyKey.policy(request.privacy, environment)
        if let text = request.drop_addresses_before {
            guard let day = Day(text) else {
                throw InvalidRequest("drop_addresses_before", " is a day such as 2026-01-31, not \(text)")
            }
            options.dropsAddressesBefore = day
        }
        options.droppedSuffixes = try names(request.filters.drop_suffixes, "drop_suffixes")
        _ = try names(request.enrichment.own_suffixes, "own_suffixes")
        for text in request.filters.drop_servers {
            guard let prefix = IPPrefix(text) else {
                throw InvalidRequest("drop_servers", ": \(text) is not an address or prefix")
            }
            options.droppedServers.insert(prefix)
        }
        // Of equal prefixes the last one counts.
        for address in request.enrichment.server_addresses {
            guard let prefix = IPPrefix(address.prefix), let name = ServerName(address.name) else {
                throw InvalidRequest(
                    "server_addresses", ": \(address.prefix)=\(address.name) is not PREFIX=NAME[_SITE]")
            }
            options.serverAddresses[prefix] = name
        }
        options.recordData =
            switch request.record_data {
            case .none: .none
            case .all: .all
            case .withoutDNSSEC: .withoutDNSSEC
            }
        if let memory = ResourceLimits.memoryBytes(environment) { options.fit(intoMemory: memory) }
        return options
    }

    private static func names(_ texts: [String], _ key: String) throws(InvalidRequest) -> DomainSet {
        do { return try DomainSet(texts) } catch { throw InvalidRequest(key, ": \(error)") }
    }
}

extension Tunnel {
    init(_ tunnel: DecodeRequest.Tunnel) {
        self =
            switch tunnel {
            case .gre: .gre
            case .erspan: .erspan
            case .vxlan: .vxlan
            case .ipip: .ipip
            case .geneve: .geneve
            case .gtpu: .gtpu
            case .l2tp: .l2tp
            case .mpls: .mpls
            case .teredo: .teredo
            case .all: .all
            }
    }
}

/// What is known beyond the packets, as a decode uses it.
extension DecodeRequest.Enrichment {
    func addresses() -> MaxMindEnrichment {
        MaxMindEnrichment(
            countryDatabase: geo_country, asnDatabase: geo_asn,
            resolvers: resolver_lists.isEmpty
                ? nil : ResolverList(resolver_lists.map { ResolverListSource(name: $0.name, path: $0.file) }))
    }

    /// - Returns: `nil` when there is no list that can be used.
    func suffixes(warnings: inout [String]) -> PublicSuffixList? {
        guard let suffix_list else {
            if !own_suffixes.isEmpty { warnings.append("--own-suffix does nothing without --suffix-list") }
            return nil
        }
        do { return try PublicSuffixList(path: suffix_list, ownSuffixes: own_suffixes) } catch {
            warnings.append("the suffix list is not used, the last label counts as suffix: \(error)")
            return nil
        }
    }
}
