import ArgumentParser
import Decode

/// Whether, and which, resource records go into `dns_rdata`.
struct RecordOptions: ParsableArguments {
    enum Choice: String, ExpressibleByArgument, CaseIterable {
        case none, all
        case withoutDNSSEC = "no-dnssec"
    }

    @Option(
        help: ArgumentHelp(
            "Records of responses in the column dns_rdata: none, all, or no-dnssec for all but keys and signatures.",
            valueName: "which"))
    var recordData = Choice.none

    var wanted: RecordData {
        switch recordData {
        case .none: .none
        case .all: .all
        case .withoutDNSSEC: .withoutDNSSEC
        }
    }
}
