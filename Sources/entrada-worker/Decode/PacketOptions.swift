import ArgumentParser
import Decode

/// Which packets are decoded, and how far they are looked into.
struct PacketOptions: ParsableArguments {
    enum TunnelName: String, ExpressibleByArgument, CaseIterable {
        case gre, erspan, vxlan, ipip, geneve, gtpu, l2tp, mpls, teredo, all

        var tunnel: Tunnel {
            switch self {
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

    @Option(help: ArgumentHelp("Looks into these tunnels; may be given more than once.", valueName: "name"))
    var tunnel: [TunnelName] = []
    @Flag(help: "Takes for clients those whom a proxy names in its header (PROXY protocol, version 2).")
    var proxiedClients = false
    @Option(
        help: ArgumentHelp(
            "How long packets that were recorded late are waited for, in microseconds.", valueName: "number"))
    var disorderUs: Int64 = 2_000_000
    @Option(help: ArgumentHelp("What one direction may keep behind a hole meanwhile.", valueName: "bytes"))
    var disorderBytes = 4 << 20
    @Option(
        help: ArgumentHelp(
            "Decodes only packets that match, as in pcap-filter(7); others are counted.", valueName: "expression"))
    var filter: String?

    func validate() throws {
        guard disorderUs >= 0, disorderUs <= 3_600_000_000 else {
            throw ValidationError("--disorder-us is between 0 and 3600000000")
        }
        guard disorderBytes >= 65_536 else { throw ValidationError("--disorder-bytes is at least 65536") }
    }

    func apply(to options: inout DecodeOptions) {
        options.tunnels = Tunnel(tunnel.map(\.tunnel))
        options.readsProxiedClients = proxiedClients
        options.disorderMicroseconds = disorderUs
        options.bounds.disorderBytes = disorderBytes
        options.filter = filter
    }
}
