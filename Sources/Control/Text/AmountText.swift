/// Amounts as people read them.
public enum AmountText {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

    /// `512 B`, `1.5 MiB`: three digits at most.
    public static func bytes(_ bytes: Int64) -> String {
        var value = bytes.magnitude
        var rest: UInt64 = 0
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            rest = value % 1024
            value /= 1024
            unit += 1
        }
        let sign = bytes < 0 ? "-" : ""
        if unit == 0 || value >= 100 { return "\(sign)\(value) \(units[unit])" }
        return "\(sign)\(value).\(rest * 10 / 1024) \(units[unit])"
    }

    /// `1 234 567`: groups of three, no-break thin spaces left out for the sake of terminals.
    public static func count(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += " " }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }
}
