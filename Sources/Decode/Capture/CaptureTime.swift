/// Times of packets, microseconds since the epoch.
enum CaptureTime {
    /// Whatever a file says, within the years 1 to 9999: times can be subtracted and written.
    static let earliest: Int64 = -62_135_596_800_000_000
    static let latest: Int64 = 253_402_300_799_999_999

    @inline(__always)
    static func clamped(seconds: Int64, microseconds: Int64) -> Int64 {
        let seconds = max(-62_135_596_800, min(253_402_300_799, seconds))
        // More than a second is carried over: that keeps the order of packets.
        return min(latest, seconds * 1_000_000 + max(0, min(4_294_967_295, microseconds)))
    }
}
