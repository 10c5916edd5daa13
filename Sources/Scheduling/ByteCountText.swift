/// Numbers of bytes as people write them: `512MiB`, `1GB`, `4096`.
public enum ByteCountText {
    private static let binary: [(name: String, bytes: Int64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]
    private static let decimal: [(name: String, bytes: Int64)] = [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1), ("", 1),
    ]

    /// Reads a number of bytes; `MiB` is 2²⁰, `MB` is 10⁶, no unit is bytes.
    public static func parse(_ text: String) throws(TextValueError) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int64(digits), let scale = (binary + decimal).first(where: { $0.name == unit })?.bytes else {
            throw TextValueError(text: text, advice: "write a number and a unit, such as 64MiB, 512MiB, 2GiB or 1GB")
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw TextValueError(text: text, advice: "it is too large") }
        return bytes
    }

    /// Writes a number of bytes in the largest binary unit that is exact.
    public static func format(_ bytes: Int64) -> String {
        if bytes != 0, let unit = binary.first(where: { bytes % $0.bytes == 0 }) {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)B"
    }
}
