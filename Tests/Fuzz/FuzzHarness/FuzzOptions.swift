public import Decode

/// How captures are decoded here: with bounds so low that a few packets reach them.
public enum FuzzOptions {
    public static func make(privacy: AddressPrivacy = .keep) -> DecodeOptions {
        var options = DecodeOptions(server: "ns1", site: "ams")
        options.ports = [53, 5353]
        options.batchCapacity = 48
        options.maximumWaiting = 16
        options.maximumDaySpan = 2
        options.privacy = privacy
        options.recordData = .all
        options.tunnels = .all
        options.bounds.waitingBytes = 2048
        options.bounds.connections = 6
        options.bounds.streamBytes = 4096
        options.bounds.datagrams = 4
        options.bounds.fragmentBytes = 4096
        options.bounds.batchBytes = 65_536
        return options
    }

    /// Exact rules, a wildcard and an exception.
    public static let suffixes = try? PublicSuffixList(text: "nl\ncom\nco.uk\n*.ck\n!www.ck\nöffentlich.de\n")
}

/// Something is known about every other address, so that lookups and their dictionaries are used.
public final class InventedFacts: Enrichment {
    public init() {}

    public func facts(of address: IPAddress) -> AddressFacts {
        if address.low & 1 == 0 { return AddressFacts() }
        return AddressFacts(
            country: address.low & 2 == 0 ? "NL" : "DE", asn: Int64(address.low & 0xFFFF),
            organisation: "AS \(address.low & 7)", resolver: address.low & 4 == 0 ? nil : "Öffentlich")
    }
}
