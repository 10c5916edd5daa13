import ArgumentParser
import WorkerProtocol

/// What becomes of client addresses.
struct PrivacyOptions: ParsableArguments {
    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case keep, truncate, pseudonymise, drop
    }

    @Option(help: "What becomes of client addresses.")
    var privacy = Policy.keep
    @Option(help: ArgumentHelp("With --privacy truncate: bits kept of an IPv4 address.", valueName: "bits"))
    var ipv4Prefix: Int = 24
    @Option(help: ArgumentHelp("With --privacy truncate: bits kept of an IPv6 address.", valueName: "bits"))
    var ipv6Prefix: Int = 48
    @Option(
        help: ArgumentHelp(
            "With --privacy pseudonymise: the key, 32 bytes or 64 hexadecimal digits. Without this option it is taken "
                + "from \(PrivacyKey.variable), in hexadecimal.", valueName: "file"))
    var privacyKeyFile: String?
    @Option(help: ArgumentHelp("Days before this one are written without client addresses.", valueName: "day"))
    var dropAddressesBefore: String?

    var policy: DecodeRequest.Privacy {
        switch privacy {
        case .keep: .keep
        case .truncate: .truncate(ipv4_bits: ipv4Prefix, ipv6_bits: ipv6Prefix)
        case .pseudonymise: .pseudonymise(key_file: privacyKeyFile)
        case .drop: .drop
        }
    }
}
