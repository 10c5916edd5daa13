/// Tunnels that are looked into; addresses, ports and lengths are then those of the packet inside.
public struct Tunnel: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// GRE (RFC 2784, RFC 2890, RFC 1701) with IP, Ethernet or PPP (RFC 2637); also to UDP port 4754 (RFC 8086).
    public static let gre = Tunnel(rawValue: 1)
    /// ERSPAN I, II and III in GRE (draft-foschiano-erspan).
    public static let erspan = Tunnel(rawValue: 2)
    /// VXLAN (RFC 7348), to UDP port 4789, and with its generic extension to port 4790.
    public static let vxlan = Tunnel(rawValue: 4)
    /// IP in IP: protocols 4 (RFC 2003, RFC 2473) and 41 (RFC 4213).
    public static let ipip = Tunnel(rawValue: 8)
    /// Geneve (RFC 8926), to or from UDP port 6081.
    public static let geneve = Tunnel(rawValue: 16)
    /// GTP-U (3GPP TS 29.281), to or from UDP port 2152.
    public static let gtpu = Tunnel(rawValue: 32)
    /// L2TP (RFC 2661), to or from UDP port 1701.
    public static let l2tp = Tunnel(rawValue: 64)
    /// MPLS over UDP (RFC 7510), to port 6635.
    public static let mpls = Tunnel(rawValue: 128)
    /// Teredo (RFC 4380), to or from UDP port 3544.
    public static let teredo = Tunnel(rawValue: 256)

    public static let all: Tunnel = [.gre, .erspan, .vxlan, .ipip, .geneve, .gtpu, .l2tp, .mpls, .teredo]
}
