import Crypto

/// What a capture's file is called inside the data root: `<id>-<name>`.
///
/// A name that is long is cut, and a hash of all of it takes the place of what was cut; the ledger has the whole name.
/// With the number in front and a suffix behind (`.part`, `.reason.json`) it stays below the 255 bytes that file systems
/// allow.
public enum LocalName {
    /// The most bytes of the part behind the number.
    static let longest = 200
    private static let hashDigits = 16
    /// So many bytes at the end are looked through for the kind of file, such as `.pcap.gz`.
    private static let suffixBytes = 24

    /// - Parameter name: a capture's name as the ledger has it (`FileName.text`).
    public static func make(id: Int64, name: String) -> String { "\(id)-\(shortened(name))" }

    /// The name itself, or its beginning, a hash and its end.
    public static func shortened(_ name: String) -> String {
        let bytes = Array(name.utf8)
        guard bytes.count > longest else { return name }
        let end = bytes.suffix(suffixBytes)
        let dot = end.firstIndex(of: UInt8(ascii: "."))
        var suffix = dot.map { Array(end[$0...]) } ?? []
        if suffix.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "%") }) { suffix = [] }
        let hash = SHA256.hash(data: bytes).prefix(hashDigits / 2).flatMap { byte in
            [byte >> 4, byte & 15].map { $0 < 10 ? UInt8(ascii: "0") + $0 : UInt8(ascii: "a") + $0 - 10 }
        }
        var cut = longest - suffix.count - hash.count - 1
        // Not within a character, nor within the three bytes that stand for one of the name's.
        while cut > 0, bytes[cut] & 0xC0 == 0x80 { cut -= 1 }
        if let percent = bytes[max(0, cut - 2)..<cut].firstIndex(of: UInt8(ascii: "%")) { cut = percent }
        return String(decoding: bytes[..<cut] + [UInt8(ascii: "~")] + hash + suffix, as: UTF8.self)
    }
}
