import ArgumentParser
import Decode

/// Which packets are decoded, and how far they are looked into.
struct PacketOptions: ParsableArguments {
    enum TunnelName: String, ExpressibleByArgument, CaseIterable {
        case gre, erspan, vxlan, ipip, geneve, all

        var tunnel: Tunnel {
            switch self {
            case .gre: .gre
            case .erspan: .erspan
            case .vxlan: .vxlan
            case .ipip: .ipip
            case .geneve: .geneve
            case .all: .all
            }
        }
    }

    @Option(help: ArgumentHelp("Looks into these tunnels; may be given more than once.", valueName: "name"))
    var tunnel: [TunnelName] = []
    @Option(
        help: ArgumentHelp(
            "Decodes only packets that match, as in pcap-filter(7); others are counted.", valueName: "expression"))
    var filter: String?

    func apply(to options: inout DecodeOptions) {
        options.tunnels = Tunnel(tunnel.map(\.tunnel))
        options.filter = filter
    }
}
