/// A hash of a few words for the tables that packets fill: SipHash-1-3 (Aumasson and Bernstein, 2012) with a key of its
/// own. Whoever does not know the key cannot choose values that fall into one place, and no value makes another one
/// count for nothing. Nothing that is written depends on it.
struct KeyedHash: BitwiseCopyable, Sendable {
    private let key: (UInt64, UInt64)

    /// A random key: it differs from table to table.
    init() { key = (.random(in: .min ... .max), .random(in: .min ... .max)) }

    init(_ first: UInt64, _ second: UInt64) { key = (first, second) }

    /// The words' bytes in little-endian order are what is hashed.
    @inline(__always)
    func callAsFunction(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
        var state = State(key)
        state.take(first)
        state.take(second)
        state.take(third)
        return state.finish(wordCount: 3)
    }

    @inline(__always)
    func callAsFunction(
        _ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64, _ fifth: UInt64
    ) -> UInt64 {
        var state = State(key)
        state.take(first)
        state.take(second)
        state.take(third)
        state.take(fourth)
        state.take(fifth)
        return state.finish(wordCount: 5)
    }

    /// Two words, and bytes in which capital letters of ASCII count as small ones.
    ///
    /// Precondition: `start <= end`, and the bytes are there.
    @inline(__always)
    func callAsFunction(
        _ first: UInt64, _ second: UInt64, foldingCaseOf bytes: Bytes, from start: Int, to end: Int
    ) -> UInt64 {
        var state = State(key)
        state.take(first)
        state.take(second)
        var (at, count) = (start, UInt64(3))
        while end - at >= 8 {
            state.take(Self.foldingCase(bytes.u64(at)))
            at += 8
            count += 1
        }
        // The rest, and how long it is.
        var rest = UInt64(end - start) & 0xFF
        while at < end {
            rest = rest << 8 | UInt64(bytes.u8(at))
            at += 1
        }
        state.take(Self.foldingCase(rest))
        return state.finish(wordCount: count)
    }

    /// Eight bytes at once: sets the bit 0x20 of those from `A` to `Z`.
    @inline(__always)
    private static func foldingCase(_ word: UInt64) -> UInt64 {
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let behindZ = low &+ 0x2525_2525_2525_2525
        return word | ((fromA ^ behindZ) & ~word & 0x8080_8080_8080_8080) >> 2
    }

    @inline(__always)
    func callAsFunction(_ address: IPAddress) -> UInt64 { self(address.high, address.low, UInt64(address.version)) }

    private struct State {
        var a, b, c, d: UInt64

        @inline(__always)
        init(_ key: (UInt64, UInt64)) {
            a = key.0 ^ 0x736f_6d65_7073_6575
            b = key.1 ^ 0x646f_7261_6e64_6f6d
            c = key.0 ^ 0x6c79_6765_6e65_7261
            d = key.1 ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        mutating func take(_ word: UInt64) {
            d ^= word
            round()
            a ^= word
        }

        @inline(__always)
        mutating func finish(wordCount: UInt64) -> UInt64 {
            take(wordCount &* 8 << 56)
            c ^= 0xFF
            round()
            round()
            round()
            return a ^ b ^ c ^ d
        }

        @inline(__always)
        private mutating func round() {
            a &+= b
            b = (b << 13 | b >> 51) ^ a
            a = a << 32 | a >> 32
            c &+= d
            d = (d << 16 | d >> 48) ^ c
            a &+= d
            d = (d << 21 | d >> 43) ^ a
            c &+= b
            b = (b << 17 | b >> 47) ^ c
            c = c << 32 | c >> 32
        }
    }
}
