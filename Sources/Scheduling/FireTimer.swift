public import Foundation

/// When a job fires next by the clock, and what becomes of that when the clock jumps.
///
/// However many fires have passed between two looks, one is given: what was missed is for `CatchUp` to decide. When the
/// clock is set back, what was to come in the future that was not to be is forgotten, or the job would be silent until
/// then. A nominal time may so be given a second time; its run exists already, since the cause is the same.
public struct FireTimer: Hashable, Sendable {
    public let timetable: Timetable
    /// The nominal time of the next fire; nil when time does not fire the job.
    public private(set) var next: Date?
    /// The stretch of fires that comes next and is not the job's: an excluded day, or what is outside its bounds.
    public private(set) var refused: SkippedFires?
    private var looked: Date

    /// What was refused longer ago is not told any more.
    private static let memory: TimeInterval = 7 * 86_400

    /// - Parameters:
    ///   - next: the first fire, which may have passed.
    ///   - seen: until when refused fires have been told of; `nil`: until now.
    public init(_ timetable: Timetable, next: Date?, now: Date, seen: Date? = nil) {
        self.timetable = timetable
        self.next = next
        looked = now
        refused = timetable.nextRefused(after: max(min(seen ?? now, now), now - Self.memory))
    }

    /// The same for a job whose schedule is all there is to know.
    public init(_ schedule: Schedule, next: Date?, now: Date) {
        self.init(Timetable(schedule), next: next, now: now)
    }

    /// The nominal time that is due, if one is; the fire after it is the first one after `now`.
    public mutating func fire(now: Date) -> Date? {
        if now < looked {
            if let next, let sooner = timetable.nextFire(after: now), sooner < next { self.next = sooner }
            if refused != nil { refused = timetable.nextRefused(after: now) }
        }
        looked = now
        guard let due = next, due <= now else { return nil }
        next = timetable.nextFire(after: now)
        return due
    }

    /// A stretch of refused fires that has begun, each one once: so one event tells of a whole day, however often the job
    /// would have fired.
    public mutating func passOver(now: Date) -> SkippedFires? {
        guard let begun = refused, begun.first <= now else { return nil }
        refused =
            begun.last == .distantFuture ? nil : timetable.nextRefused(after: max(begun.last, now - Self.memory))
        return begun
    }

    /// A stretch that could not be told of is told of again.
    public mutating func putBack(_ stretch: SkippedFires) { refused = stretch }

    /// A fire that could not be carried out is due again.
    public mutating func putBack(_ due: Date) { next = due }
}
