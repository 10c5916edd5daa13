/// Watches the wall clock against one that nobody can set (the time since the machine's boot).
///
/// Times are microseconds. A clock that is NTP's moves both alike; only somebody who sets it moves them apart.
public struct ClockWatch: Hashable, Sendable {
    /// A step that is worth a line.
    public static let stepUs: Int64 = 60_000_000
    /// What makes nobody wonder.
    public static let toleranceUs: Int64 = 3_600_000_000
    /// A machine may have been off for so long.
    public static let absenceUs: Int64 = 86_400_000_000

    /// Wall clock less boot clock: at the start, and at the last look.
    private let offsetUs: Int64
    private var lastOffsetUs: Int64

    public init(wallUs: Int64, bootUs: Int64) {
        offsetUs = wallUs &- bootUs
        lastOffsetUs = offsetUs
    }

    /// How far the clock has been set since the last look that was accepted; `nil`: not worth a line.
    public func jump(wallUs: Int64, bootUs: Int64) -> ClockJump? {
        let step = (wallUs &- bootUs) &- lastOffsetUs
        guard step.magnitude > Self.stepUs.magnitude else { return nil }
        let total = (wallUs &- bootUs) &- offsetUs
        return ClockJump(stepUs: step, isDoubtful: total.magnitude > Self.toleranceUs.magnitude)
    }

    /// The clock is as it is: the next jump is measured from here.
    public mutating func accept(wallUs: Int64, bootUs: Int64) { lastOffsetUs = wallUs &- bootUs }

    /// Why the time that a start finds is not to be believed; `nil`: it is.
    public static func doubt(atStart wallUs: Int64, newestEventUs: Int64?) -> String? {
        guard let newestEventUs else { return nil }
        let distance = wallUs &- newestEventUs
        if distance < -toleranceUs {
            return "at the start the clock was \(hours(distance)) behind the newest event of the ledger"
        }
        if distance > absenceUs {
            return "at the start the clock was \(hours(distance)) past the newest event of the ledger"
        }
        return nil
    }

    static func hours(_ us: Int64) -> String { "\(us.magnitude / 3_600_000_000) h" }
}

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
