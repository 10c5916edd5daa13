/// The wall clock was set.
public struct ClockJump: Hashable, Sendable, CustomStringConvertible {
    /// Microseconds; below zero: it was set back.
    public var stepUs: Int64
    /// It is further from where it was when the daemon started than anybody sets a clock that was right.
    public var isDoubtful: Bool

    public var description: String {
        let seconds = stepUs.magnitude / 1_000_000
        let amount = seconds < 7200 ? "\(seconds) s" : ClockWatch.hours(stepUs)
        return "the clock was set \(stepUs < 0 ? "back" : "forward") by \(amount)"
    }
}
