public import ArgumentParser
public import WorkerProtocol

/// Which packets are decoded, and how far they are looked into.
struct PacketOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Looks into these tunnels; may be given more than once.", valueName: "name"))
    var tunnel: [DecodeRequest.Tunnel] = []
    @Flag(help: "Takes for clients those whom a proxy names in its header (PROXY protocol, version 2).")
    var proxiedClients = false
    @Option(
        help: ArgumentHelp(
            "How long packets that were recorded late are waited for, in microseconds.", valueName: "number"))
    var disorderUs = DecodeRequest.Packets().disorder_us
    @Option(help: ArgumentHelp("What one direction may keep behind a hole meanwhile.", valueName: "bytes"))
    var disorderBytes = DecodeRequest.Packets().disorder_bytes
    @Option(
        help: ArgumentHelp(
            "Decodes only packets that match, as in pcap-filter(7); others are counted.", valueName: "expression"))
    var filter: String?

    func packets(ports: [UInt16]) -> DecodeRequest.Packets {
        var packets = DecodeRequest.Packets()
        packets.ports = ports
        packets.tunnels = tunnel
        packets.proxied_clients = proxiedClients
        packets.disorder_us = disorderUs
        packets.disorder_bytes = disorderBytes
        packets.filter = filter
        return packets
    }
}

extension DecodeRequest.Tunnel: ExpressibleByArgument {}
