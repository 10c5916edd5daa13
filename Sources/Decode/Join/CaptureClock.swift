/// The clock that the packets give. It never goes back, and a packet more than an hour off moves it only if the following
/// ones agree, so that one broken time stamp settles nothing.
struct CaptureClock {
    private(set) var now: Int64 = 0
    private var doubtful: Int64 = 0
    private var agreeing = 0
    private static let hour: Int64 = 3_600_000_000

    @inline(__always)
    mutating func see(_ time: Int64) {
        if now == 0 {
            now = time
            return
        }
        let distance = time - now
        if distance > -Self.hour && distance < Self.hour {
            if distance > 0 { now = time }
            agreeing = 0
            return
        }
        seeDoubtful(time)
    }

    private mutating func seeDoubtful(_ time: Int64) {
        agreeing = abs(time - doubtful) < Self.hour ? agreeing + 1 : 1
        doubtful = time
        if agreeing >= 3 {
            now = time
            agreeing = 0
        }
    }

    mutating func restore(_ time: Int64) { now = time }
}
