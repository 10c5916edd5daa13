/// What becomes of a capture in a test; its name says it.
enum Story: String, CaseIterable, Sendable {
    /// Decoded and archived.
    case plain
    /// Decoded, archived, and decoded again.
    case again
    /// Its bytes come twice; the second one is a duplicate.
    case twin
    /// In quarantine for good.
    case bad
    /// In quarantine, then brought back and decoded.
    case retried
    /// Archived, then expired.
    case old

    var name: String { rawValue + ".pcap" }
    /// The bytes of the file.
    var bytes: String { "the bytes of \(rawValue)" }
    /// What is in it, whatever its compression.
    var content: String { self == .twin ? Story.plain.rawValue : rawValue }
    /// Its rows when all is over.
    var rows: Int64 { self == .bad || self == .twin ? 0 : 10 }

    init?(name: String) { self.init(rawValue: String(name.prefix { $0 != "." })) }
}
