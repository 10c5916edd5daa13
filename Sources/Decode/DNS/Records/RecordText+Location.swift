import Tables

/// LOC (RFC 1876).
extension RecordText {
    /// Degrees, minutes and seconds of latitude and longitude, then altitude, size and both precisions, all of them.
    mutating func location() -> Bool {
        guard let version = load(1), version == 0, let size = load(1), let horizontal = load(1),
            let vertical = load(1), let latitude = load(4), let longitude = load(4), let altitude = load(4)
        else { return false }
        return angle(latitude, degrees: 90, "N", "S") && angle(longitude, degrees: 180, "E", "W")
            && meters(altitude) && length(size) && length(horizontal) && length(vertical)
    }

    /// Thousandths of a second of arc; 2^31 is the equator or the prime meridian.
    private func angle(_ value: UInt64, degrees limit: Int, _ positive: StaticString, _ negative: StaticString) -> Bool
    {
        let offset = Int(value) - 1 << 31
        let size = UInt64(offset.magnitude)
        guard size <= UInt64(limit) * 3_600_000 else { return false }
        separate()
        arena.put(decimal: size / 3_600_000)
        separate()
        arena.put(decimal: size / 60_000 % 60)
        separate()
        arena.put(decimal: size / 1000 % 60)
        arena.put(UInt8(ascii: "."))
        arena.put(decimal: size % 1000, width: 3)
        separate()
        arena.put(offset < 0 ? negative : positive)
        return true
    }

    /// Centimetres above a level that is 100 km below the ellipsoid.
    private func meters(_ value: UInt64) -> Bool {
        let offset = Int(value) - 10_000_000
        separate()
        if offset < 0 { arena.put(UInt8(ascii: "-")) }
        fraction(UInt64(offset.magnitude))
        return true
    }

    /// A mantissa and a power of ten in centimetres, four bits each; both are decimal digits.
    private func length(_ value: UInt64) -> Bool {
        let (mantissa, exponent) = (value >> 4, Int(value & 15))
        guard mantissa < 10, exponent < 10 else { return false }
        // Zero to any power would be one text for many values.
        guard mantissa > 0 || exponent == 0 else { return false }
        var centimeters = mantissa
        for _ in 0..<exponent { centimeters *= 10 }
        separate()
        if centimeters >= 100 {
            arena.put(decimal: centimeters / 100)
            arena.put(UInt8(ascii: "m"))
        } else {
            fraction(centimeters)
        }
        return true
    }

    private func fraction(_ centimeters: UInt64) {
        arena.put(decimal: centimeters / 100)
        arena.put(UInt8(ascii: "."))
        arena.put(decimal: centimeters % 100, width: 2)
        arena.put(UInt8(ascii: "m"))
    }
}
