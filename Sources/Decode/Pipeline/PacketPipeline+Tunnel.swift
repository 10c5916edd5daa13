extension PacketPipeline {
    /// Tunnels in tunnels are followed so far.
    static let deepestTunnel = 4

    /// IP, GRE and their like in IP. Behind reassembly, so that fragments of the tunnel are no matter.
    @inline(never)
    func tunnelled(_ datagram: Datagram, _ payload: Bytes) throws {
        try enter(TunnelHeader.ip(datagram.transport, payload, options.tunnels), datagram, payload)
    }

    /// A tunnel over UDP.
    @inline(never)
    func tunnelled(_ datagram: Datagram, _ payload: Bytes, source: UInt16, destination: UInt16) throws {
        try enter(
            TunnelHeader.udp(source: source, destination: destination, payload, options.tunnels), datagram, payload)
    }

    private func enter(_ content: TunnelHeader.Content, _ outer: Datagram, _ payload: Bytes) throws {
        switch content {
        case .other: counters.add(.other)
        case .broken: reject(outer.isTruncated ? .ip_truncated : .tunnel_malformed)
        case .packet(let offset):
            guard tunnelDepth < Self.deepestTunnel else { return reject(.tunnel_depth) }
            tunnelDepth += 1
            defer { tunnelDepth -= 1 }
            let packet = payload.slice(offset)
            try network(packet, wireLength: packet.count, time: outer.time, number: outer.frame)
        }
    }
}
