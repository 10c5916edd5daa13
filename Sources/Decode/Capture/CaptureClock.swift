/// The clock that the packets give. It never goes back, and a packet more than an hour off moves it only if the following
/// ones agree, so that one broken time stamp settles nothing.
///
/// While it is in doubt, nobody can say when something has happened: what arrives then is marked with `inDoubt`, and gets
/// its time when the doubt is over.
struct CaptureClock {
    private(set) var now: Int64 = 0
    /// The last time that was too far off, and how many in a row agree with it; 0: there is no doubt.
    private(set) var doubtful: Int64 = 0
    private(set) var agreeing: Int32 = 0
    /// The last doubt was about a broken time stamp: the clock has stayed where it was.
    private(set) var wasBroken = false
    private static let hour: Int64 = 3_600_000_000
    /// Stands for a time that is not known yet.
    static let inDoubt = Int64.max

    /// When something happens now: never in the future of this clock.
    @inline(__always) var event: Int64 { agreeing == 0 ? now : Self.inDoubt }

    /// Whether the time for something has come, or is of a time that the clock has been put back from.
    @inline(__always)
    static func isDue(_ time: Int64, _ now: Int64) -> Bool { time <= now || time > now + hour }

    /// Looks at the next packet; true: a doubt is over, `now` holds.
    @inline(__always)
    mutating func see(_ time: Int64) -> Bool {
        let distance = time - now
        if distance > -Self.hour && distance < Self.hour {
            if distance > 0 { now = time }
            if agreeing == 0 { return false }
            agreeing = 0
            wasBroken = true
            return true
        }
        return seeFarOff(time)
    }

    private mutating func seeFarOff(_ time: Int64) -> Bool {
        if now == 0 {
            now = time
            return false
        }
        agreeing = agreeing > 0 && abs(time - doubtful) < Self.hour ? agreeing + 1 : 1
        doubtful = time
        guard agreeing >= 3 else { return false }
        now = time
        agreeing = 0
        wasBroken = false
        return true
    }

    mutating func restore(_ time: Int64, doubtful: Int64, agreeing: Int32) {
        now = time
        self.doubtful = doubtful
        self.agreeing = agreeing
    }
}

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
