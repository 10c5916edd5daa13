public import ArgumentParser
public import Decode
public import WorkerProtocol

/// What is known about addresses and names beyond the packets.
struct EnrichmentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("MaxMind database of countries.", valueName: "file"))
    var geoCountry: String?
    @Option(help: ArgumentHelp("MaxMind database of autonomous systems.", valueName: "file"))
    var geoAsn: String?
    @Option(
        help: ArgumentHelp(
            "Addresses of public resolvers; without NAME= the file has a name behind each prefix.",
            valueName: "[name=]file"))
    var resolverList: [ResolverListSource] = []
    @Option(help: ArgumentHelp("The public suffix list.", valueName: "file"))
    var suffixList: String?
    @Option(
        help: ArgumentHelp("Names below this suffix are ordinary domains, whatever the list says.", valueName: "name"))
    var ownSuffix: [String] = []
    @Option(
        help: ArgumentHelp(
            "What the server at an address is called, in place of --server and --site.",
            valueName: "prefix=name[_site]"))
    var serverAddress: [DecodeRequest.Enrichment.ServerAddress] = []

    var enrichment: DecodeRequest.Enrichment {
        var enrichment = DecodeRequest.Enrichment()
        enrichment.geo_country = geoCountry
        enrichment.geo_asn = geoAsn
        enrichment.resolver_lists = resolverList.map { .init(name: $0.name, file: $0.path) }
        enrichment.suffix_list = suffixList
        enrichment.own_suffixes = ownSuffix
        enrichment.server_addresses = serverAddress
        return enrichment
    }
}

extension ResolverListSource: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// `PREFIX=NAME` or `PREFIX=NAME_SITE`.
extension DecodeRequest.Enrichment.ServerAddress: ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, IPPrefix(parts[0]) != nil, ServerName(parts[1]) != nil else { return nil }
        self.init(prefix: String(parts[0]), name: String(parts[1]))
    }
}
