/// The Bootstring encoding of RFC 3492 with the parameters of its section 5: labels that are not ASCII, in ASCII.
enum Punycode {
    private static let base = 36
    private static let tMin = 1
    private static let tMax = 26

    /// The A-label of a U-label with its `xn--` (RFC 5890 2.3.2.1), ASCII labels as they are. No mapping is done.
    static func aLabel(_ label: String) -> [UInt8] {
        label.utf8.allSatisfy { $0 < 0x80 } ? Array(label.utf8) : Array("xn--".utf8) + encode(label.unicodeScalars)
    }

    /// RFC 3492 6.3. A label is short: 63 octets bound all the sums far below overflow.
    private static func encode(_ scalars: String.UnicodeScalarView) -> [UInt8] {
        let input = scalars.map { Int($0.value) }
        var output = input.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias, handled) = (0x80, 0, 72, basic)
        while let smallest = input.filter({ $0 >= next }).min(), handled < input.count {
            delta += (smallest - next) * (handled + 1)
            next = smallest
            for scalar in input {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                write(delta, bias: bias, to: &output)
                bias = adapt(delta, points: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return output
    }

    /// A number in digits of variable base, least significant first.
    private static func write(_ delta: Int, bias: Int, to output: inout [UInt8]) {
        var rest = delta
        var place = base
        while true {
            let threshold = place <= bias ? tMin : (place >= bias + tMax ? tMax : place - bias)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        output.append(digit(rest))
    }

    /// RFC 3492 6.1.
    private static func adapt(_ delta: Int, points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var divisions = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            divisions += base
        }
        return divisions + (base - tMin + 1) * delta / (delta + 38)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? 97 + value : 22 + value)
    }
}
