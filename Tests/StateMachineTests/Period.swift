import Scheduling

/// Fires as plain arithmetic: every so many seconds, so many seconds after the epoch.
struct Period {
    var seconds: Int64
    var phase: Int64

    func contains(_ time: Int64) -> Bool { (time - phase) % seconds == 0 }

    /// The first fire after a time.
    func next(after time: Int64) -> Int64 { last(through: time) + seconds }

    /// The last fire that is not after a time.
    func last(through time: Int64) -> Int64 {
        var rest = (time - phase) % seconds
        if rest < 0 { rest += seconds }
        return time - rest
    }

    /// What is made up for when fires until `seen` have been dealt with.
    func wanted(policy: CatchUp, seen: Int64, now: Int64) -> [Int64] {
        let newest = last(through: now)
        guard newest > seen else { return [] }
        let age = now - newest
        switch policy {
        case .none: return age <= ScheduleWorld.tolerance ? [newest] : []
        case .last: return age <= ScheduleWorld.window ? [newest] : []
        case .all:
            var fires: [Int64] = []
            for number in 0..<Int64(ScheduleWorld.limit) {
                let fire = newest - number * seconds
                if fire > seen, now - fire <= ScheduleWorld.window { fires.insert(fire, at: 0) }
            }
            return fires
        }
    }
}
