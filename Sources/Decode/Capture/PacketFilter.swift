import CPcap

/// An expression of pcap-filter(7), compiled by libpcap once for each link type.
final class PacketFilter {
    private let expression: String
    private var programs: [Int32: UnsafeMutablePointer<bpf_program>] = [:]
    /// The program of the last packet, which is nearly always that of the next one.
    private var current: UnsafeMutablePointer<bpf_program>?
    private var currentLinkType: Int32 = -1

    init(_ expression: String) { self.expression = expression }

    deinit {
        for program in programs.values {
            pcap_freecode(program)
            program.deallocate()
        }
    }

    /// Whether the packet matches.
    ///
    /// - Throws: `DecodeError.badFilter`.
    func matches(_ packet: CapturedPacket) throws -> Bool {
        if packet.linkType != currentLinkType || current == nil {
            current = try program(packet.linkType)
            currentLinkType = packet.linkType
        }
        guard let current else { return true }
        var header = pcap_pkthdr()
        header.caplen = UInt32(clamping: packet.bytes.count)
        header.len = UInt32(clamping: packet.wireLength)
        return pcap_offline_filter(current, &header, packet.bytes.buffer.baseAddress) != 0
    }

    private func program(_ linkType: Int32) throws -> UnsafeMutablePointer<bpf_program> {
        if let known = programs[linkType] { return known }
        guard let handle = pcap_open_dead(LinkType.isRaw(linkType) ? DLT_RAW : linkType, 262_144) else {
            throw DecodeError.badFilter(expression: expression, reason: "libpcap has no memory")
        }
        defer { pcap_close(handle) }
        let program = UnsafeMutablePointer<bpf_program>.allocate(capacity: 1)
        program.initialize(to: bpf_program())
        guard pcap_compile(handle, program, expression, 1, UInt32.max) == 0 else {
            program.deallocate()
            let said = pcap_geterr(handle).map { String(cString: $0) } ?? "unknown error"
            throw DecodeError.badFilter(expression: expression, reason: said)
        }
        programs[linkType] = program
        return program
    }
}
