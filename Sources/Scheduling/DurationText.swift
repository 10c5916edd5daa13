/// Durations as people write them: `30s`, `10m`, `2h`, `7d`, `1h30m`, `250ms`.
public enum DurationText {
    private static let units: [(name: String, microseconds: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1),
    ]
    private static let advice = "write a number and a unit, such as 250ms, 30s, 10m, 2h, 7d or 1h30m"

    /// Reads a duration: whole numbers with units, larger units first, none twice. `0` needs no unit.
    public static func parse(_ text: String) throws(TextValueError) -> Duration {
        if text == "0" { return .zero }
        let failure = TextValueError(text: text, advice: advice)
        var total: Int64 = 0
        var largest = -1
        var rest = text[...]
        guard !rest.isEmpty else { throw failure }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard let number = Int64(digits), let index = units.firstIndex(where: { $0.name == letters }),
                index > largest
            else { throw failure }
            largest = index
            let (part, tooLong) = number.multipliedReportingOverflow(by: units[index].microseconds)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooLong, !overflow else {
                throw TextValueError(text: text, advice: "it is too long")
            }
            total = sum
        }
        return .microseconds(total)
    }

    /// Writes a duration so that `parse` reads it back; what is below a microsecond is cut off.
    public static func format(_ duration: Duration) -> String {
        var rest = duration.wholeMicroseconds
        if rest == 0 { return "0s" }
        let sign = rest < 0 ? "-" : ""
        var text = ""
        for unit in units {
            let count = (rest / unit.microseconds).magnitude
            if count > 0 { text += "\(count)\(unit.name)" }
            rest %= unit.microseconds
        }
        return sign + text
    }
}

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

/// A text that is not the duration or the number of bytes that was asked for.
public struct TextValueError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    /// What would have been right.
    public let advice: String

    public init(text: String, advice: String) {
        self.text = text
        self.advice = advice
    }

    public var description: String { "'\(text)' is not valid: \(advice)" }
}
