public import ArgumentParser
public import Decode
public import WorkerProtocol

/// Rows that are not wanted.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Rows about this name and names below it are not written.", valueName: "name"))
    var dropSuffix: [String] = []
    @Option(help: ArgumentHelp("Rows about this server, or servers, are not written.", valueName: "prefix"))
    var dropServer: [IPPrefix] = []

    var filters: DecodeRequest.Filters {
        var filters = DecodeRequest.Filters()
        filters.drop_suffixes = dropSuffix
        filters.drop_servers = dropServer.map(\.description)
        return filters
    }
}

/// Whether, and which, resource records go into `dns_rdata`.
struct RecordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Records of responses in the column dns_rdata: none, all, or no-dnssec for all but keys and signatures.",
            valueName: "which"))
    var recordData = DecodeRequest.RecordData.none
}

extension DecodeRequest.RecordData: ExpressibleByArgument {}

extension IPPrefix: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
