import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

extension DecodeRun {
    /// What configuration, job and refreshed reference data mean for a worker that decodes captures of a server.
    ///
    /// - Parameter followsOrders: it is told the captures while it works.
    func decodeArguments(server name: String, out: String, followsOrders: Bool = false) async throws -> [String] {
        let server = context.configuration.server(name)
        var arguments = [
            "decode", "--server", server?.server ?? name, "--out", context.dependencies.root.absolute(out), "--run",
            String(context.run.id),
        ]
        arguments += followsOrders ? ["--orders"] : ["--lifetime-fd", "0"]
        if let place = server?.site { arguments += ["--site", place] }
        for (prefix, owner) in (server?.addresses ?? [:]).sorted(by: { $0.key < $1.key }) {
            arguments += ["--server-address", "\(prefix)=\(owner)"]
        }
        return try await arguments + referenceArguments() + packetArguments + privacyArguments()
    }

    /// The operator's own files come before what was refreshed.
    private func referenceArguments() async throws -> [String] {
        let (own, store) = (context.configuration.reference, ReferenceStore(root: context.dependencies.root))
        var lists: [(name: String, path: String)] = own.resolverLists.map { ($0.key, $0.value) }
        let refreshed = try await context.dependencies.threads.run {
            (
                country: try store.existing(.countryDatabase), asn: try store.existing(.asnDatabase),
                suffixes: try store.existing(.suffixList), lists: try store.resolverLists()
            )
        }
        lists += refreshed.lists.filter { own.resolverLists[$0.name] == nil }
        var arguments: [String] = []
        func add(_ option: String, _ value: String?) { if let value { arguments += [option, value] } }
        add("--geo-country", own.countryDatabase ?? refreshed.country)
        add("--geo-asn", own.asnDatabase ?? refreshed.asn)
        add("--suffix-list", own.suffixList ?? refreshed.suffixes)
        for suffix in own.ownSuffixes { add("--own-suffix", suffix) }
        for list in lists.sorted(by: { $0.path < $1.path }) { add("--resolver-list", "\(list.name)=\(list.path)") }
        return arguments
    }

    private var packetArguments: [String] {
        var arguments = [
            "--max-days", String(parameters.maximumDays), "--query-timeout-us",
            String(parameters.queryTimeout.wholeMicroseconds), "--record-data", parameters.recordData.rawValue,
        ]
        arguments += ["--disorder-us", String(parameters.disorderWait.wholeMicroseconds)]
        arguments += ["--disorder-bytes", String(parameters.disorderBytes)]
        if parameters.readsProxiedClients { arguments.append("--proxied-clients") }
        for port in parameters.ports { arguments += ["--port", String(port)] }
        for tunnel in parameters.tunnels { arguments += ["--tunnel", tunnel] }
        if let filter = parameters.filter { arguments += ["--filter", filter] }
        for suffix in parameters.droppedSuffixes { arguments += ["--drop-suffix", suffix] }
        for address in parameters.droppedServers { arguments += ["--drop-server", address] }
        return arguments
    }

    /// The policy for client addresses; days beyond the purge's age never get them back.
    private func privacyArguments() throws -> [String] {
        let policy = context.configuration.privacy
        var arguments = ["--privacy", policy.action.rawValue]
        if policy.action == .truncate {
            arguments += ["--ipv4-prefix", String(policy.ipv4PrefixLength)]
            arguments += ["--ipv6-prefix", String(policy.ipv6PrefixLength)]
        }
        if policy.action == .pseudonymise, let key = policy.key {
            guard let path = key.path(credentialsDirectory: context.dependencies.credentialsDirectory) else {
                throw RunFailure(
                    "the key of the pseudonyms is \(key), a credential of the service manager, and this process has none "
                        + "(CREDENTIALS_DIRECTORY is not set)", isMisconfigured: true)
            }
            arguments += ["--privacy-key-file", path]
        }
        if let days = policy.purgeAfterDays {
            let oldest = Day(microseconds: context.dependencies.now() - Int64(days) * 86_400_000_000)
            arguments += ["--drop-addresses-before", oldest.description]
        }
        return arguments
    }
}
