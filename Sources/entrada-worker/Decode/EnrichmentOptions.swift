import ArgumentParser
import Decode

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
    var serverAddress: [ServerAddress] = []

    func validate() throws {
        do { _ = try DomainSet(ownSuffix) } catch { throw ValidationError("--own-suffix: \(error)") }
    }

    /// Of equal prefixes the last one counts.
    var serverAddresses: [IPPrefix: ServerName] {
        Dictionary(serverAddress.map { ($0.prefix, $0.name) }) { $1 }
    }

    func addresses() -> MaxMindEnrichment {
        MaxMindEnrichment(
            countryDatabase: geoCountry, asnDatabase: geoAsn,
            resolvers: resolverList.isEmpty ? nil : ResolverList(resolverList))
    }

    /// Nil when there is no list that can be used.
    func suffixes(warnings: inout [String]) -> PublicSuffixList? {
        guard let suffixList else {
            if !ownSuffix.isEmpty { warnings.append("--own-suffix does nothing without --suffix-list") }
            return nil
        }
        do { return try PublicSuffixList(path: suffixList, ownSuffixes: ownSuffix) } catch {
            warnings.append("the suffix list is not used, the last label counts as suffix: \(error)")
            return nil
        }
    }
}
