/// Which resource records of responses go into `dns_rdata`.
public enum RecordData: String, Hashable, Sendable, CaseIterable {
    case none
    case all
    /// All but those that only DNSSEC needs (RRSIG, NSEC, DNSKEY, DS …).
    case withoutDNSSEC = "no-dnssec"
}
