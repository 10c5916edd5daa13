/// An interface of a section: its link type, and what the times of its packets mean (draft-ietf-opsawg-pcapng 4.2).
///
/// The length of a frame check sequence (if_fcslen) is not needed: IP says itself where it ends.
struct PcapngInterface {
    var linkType: Int32
    var isKnown: Bool
    /// Bytes kept of each packet; 0: all.
    var snapLength: Int
    /// Seconds that are added to each time.
    private var offset: Int64 = 0
    /// Microseconds = ticks × multiplier ÷ divisor, for decimal resolutions; the divisor is 0 when it is out of reach.
    private var multiplier: UInt64 = 1
    private var divisor: UInt64 = 1
    /// For binary resolutions: the tick is 2 to the minus this.
    private var binaryExponent: UInt8?

    /// `nil`: an option is longer than the block. Precondition: eight bytes.
    init?(_ block: CaptureFields) {
        linkType = Int32(block.u16(0))
        isKnown = LinkType.isKnown(linkType)
        snapLength = Int(block.u32(4))
        var at = 8
        while block.bytes.has(at, 4) {
            let (code, length) = (block.u16(at), Int(block.u16(at + 2)))
            if code == 0 { return }
            guard block.bytes.has(at + 4, length) else { return nil }
            switch (code, length) {
            case (9, 1): resolve(block.bytes.u8(at + 4))
            case (14, 8): offset = Int64(bitPattern: block.u64(at + 4))
            default: break
            }
            at += 4 + (length + 3) & ~3
        }
    }

    /// if_tsresol: the upper bit tells powers of two from powers of ten.
    private mutating func resolve(_ resolution: UInt8) {
        binaryExponent = resolution & 0x80 != 0 ? resolution & 0x7F : nil
        let exponent = Int(resolution & 0x7F)
        multiplier = Self.powerOfTen(6 - exponent) ?? 1
        divisor = exponent <= 6 ? 1 : Self.powerOfTen(exponent - 6) ?? 0
    }

    private static func powerOfTen(_ exponent: Int) -> UInt64? {
        guard (0...19).contains(exponent) else { return nil }
        return (0..<exponent).reduce(1) { product, _ in product * 10 }
    }

    /// Microseconds since the epoch.
    @inline(__always)
    func microseconds(_ ticks: UInt64) -> Int64 {
        if let binaryExponent { return shifted((UInt128(ticks) * 1_000_000) >> UInt128(binaryExponent)) }
        guard divisor > 0 else { return shifted(0) }
        let (product, isTooLarge) = ticks.multipliedReportingOverflow(by: multiplier)
        return shifted(isTooLarge ? UInt128.max : UInt128(product / divisor))
    }

    @inline(__always)
    private func shifted(_ microseconds: UInt128) -> Int64 {
        let time = Int64(clamping: microseconds)
        if offset == 0 { return min(time, CaptureTime.latest) }
        let (added, isTooLarge) = (time / 1_000_000).addingReportingOverflow(offset)
        let seconds = isTooLarge ? (offset < 0 ? Int64.min : Int64.max) : added
        return CaptureTime.clamped(seconds: seconds, microseconds: time % 1_000_000)
    }
}
