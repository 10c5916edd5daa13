import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Scheduling
import WorkerProtocol

extension DecodeRun {
    /// What configuration, job and refreshed reference data mean for a worker that decodes captures of a server.
    ///
    /// - Parameter out: its output directory, relative to the data root.
    /// - Throws: `RunFailure`, for a setting that no worker would accept.
    func request(server name: String, out: String) async throws -> DecodeRequest {
        let server = context.configuration.server(name)
        var request = DecodeRequest(
            server: server?.server ?? name, out: context.dependencies.root.absolute(out))
        request.site = server?.site
        request.max_days = parameters.maximumDays
        request.query_timeout_us = parameters.queryTimeout.wholeMicroseconds
        request.record_data =
            switch parameters.recordData {
            case .none: .none
            case .all: .all
            case .withoutDNSSEC: .withoutDNSSEC
            }
        request.packets = try packets()
        request.enrichment = try await enrichment(server)
        request.privacy = try privacy()
        request.drop_addresses_before = dropsAddressesBefore
        request.filters.drop_suffixes = parameters.droppedSuffixes
        request.filters.drop_servers = parameters.droppedServers
        request.origin = try await context.origin()
        return request
    }

    /// The operator's own files come before what was refreshed.
    private func enrichment(_ server: ServerDefinition?) async throws -> DecodeRequest.Enrichment {
        let (own, store) = (context.configuration.reference, ReferenceStore(root: context.dependencies.root))
        var lists: [(name: String, path: String)] = own.resolverLists.map { ($0.key, $0.value) }
        let refreshed = try await context.dependencies.threads.run {
            (
                country: try store.existing(.countryDatabase), asn: try store.existing(.asnDatabase),
                suffixes: try store.existing(.suffixList), lists: try store.resolverLists()
            )
        }
        lists += refreshed.lists.filter { own.resolverLists[$0.name] == nil }
        var enrichment = DecodeRequest.Enrichment()
        enrichment.geo_country = own.countryDatabase ?? refreshed.country
        enrichment.geo_asn = own.asnDatabase ?? refreshed.asn
        enrichment.suffix_list = own.suffixList ?? refreshed.suffixes
        enrichment.own_suffixes = own.ownSuffixes
        enrichment.resolver_lists = lists.sorted { $0.path < $1.path }.map { .init(name: $0.name, file: $0.path) }
        enrichment.server_addresses = (server?.addresses ?? [:]).sorted { $0.key < $1.key }.map {
            .init(prefix: $0.key, name: $0.value)
        }
        return enrichment
    }

    private func packets() throws -> DecodeRequest.Packets {
        var packets = DecodeRequest.Packets()
        packets.ports = try parameters.ports.map { port in
            guard let port = UInt16(exactly: port) else { throw misconfigured("port \(port)") }
            return port
        }
        packets.tunnels = try parameters.tunnels.map { name in
            guard let tunnel = DecodeRequest.Tunnel(rawValue: name) else { throw misconfigured("tunnel \(name)") }
            return tunnel
        }
        packets.proxied_clients = parameters.readsProxiedClients
        packets.disorder_us = parameters.disorderWait.wholeMicroseconds
        packets.disorder_bytes = parameters.disorderBytes
        packets.filter = parameters.filter
        return packets
    }

    private func misconfigured(_ what: String) -> RunFailure {
        RunFailure("the job \(context.job.name) names a \(what) that no worker knows", isMisconfigured: true)
    }

    /// The policy for client addresses.
    private func privacy() throws -> DecodeRequest.Privacy {
        let policy = context.configuration.privacy
        switch policy.action {
        case .keep: return .keep
        case .truncate: return .truncate(ipv4_bits: policy.ipv4PrefixLength, ipv6_bits: policy.ipv6PrefixLength)
        case .drop: return .drop
        case .pseudonymise:
            guard let key = policy.key else { return .pseudonymise(key_file: nil) }
            guard let path = key.path(credentialsDirectory: context.dependencies.credentialsDirectory) else {
                throw RunFailure(
                    "the key of the pseudonyms is \(key), a credential of the service manager, and this process has none "
                        + "(CREDENTIALS_DIRECTORY is not set)", isMisconfigured: true)
            }
            return .pseudonymise(key_file: path)
        }
    }

    /// Days beyond the purge's age never get addresses back.
    private var dropsAddressesBefore: String? {
        context.configuration.privacy.purgeAfterDays.map { days in
            Day(microseconds: context.dependencies.now() - Int64(days) * 86_400_000_000).description
        }
    }
}
