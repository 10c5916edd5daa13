public import Foundation

/// When a job fires next by the clock, and what becomes of that when the clock jumps.
///
/// However many fires have passed between two looks, one is given: what was missed is for `CatchUp` to decide. When the
/// clock is set back, what was to come in the future that was not to be is forgotten, or the job would be silent until
/// then. A nominal time may so be given a second time; its run exists already, since the cause is the same.
public struct FireTimer: Hashable, Sendable {
    public let schedule: Schedule
    /// The nominal time of the next fire; nil when time does not fire the job.
    public private(set) var next: Date?
    private var looked: Date

    /// - Parameter next: the first fire, which may have passed.
    public init(_ schedule: Schedule, next: Date?, now: Date) {
        self.schedule = schedule
        self.next = next
        looked = now
    }

    /// The nominal time that is due, if one is; the fire after it is the first one after `now`.
    public mutating func fire(now: Date) -> Date? {
        if now < looked, let next, let sooner = schedule.nextFire(after: now), sooner < next { self.next = sooner }
        looked = now
        guard let due = next, due <= now else { return nil }
        next = schedule.nextFire(after: now)
        return due
    }

    /// A fire that could not be carried out is due again.
    public mutating func putBack(_ due: Date) { next = due }
}
