public import Foundation

/// Stops a job that makes more runs by itself than anybody can have meant: follow-ups that start each other, a clock that
/// is set to and fro. It opens, tries again after a pause, and closes by itself.
///
/// ```
/// closed ──burst──▶ open ──pause over──▶ trying ──calm──▶ closed
///                    ▲                     │
///                    └───────burst─────────┘   the pause doubles
/// ```
/// A burst is more runs in a window than the limit; while trying, more than a tenth of it. Windows stand side by side, so
/// that two counters are all that is kept. Times are microseconds of a clock that nobody sets.
public struct CircuitBreaker: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable { case closed, open, trying }

    public enum Event: Hashable, Sendable, CaseIterable { case burst, pauseOver, calm }

    /// What follows; `nil`: nothing changes.
    public static func next(_ state: State, _ event: Event) -> State? {
        switch (state, event) {
        case (.closed, .burst), (.trying, .burst): .open
        case (.open, .pauseOver): .trying
        case (.trying, .calm): .closed
        case (.closed, .pauseOver), (.closed, .calm), (.open, .burst), (.open, .calm), (.trying, .pauseOver): nil
        }
    }

    private static let longestPauseUs: Int64 = 3_600_000_000

    public let limit: StormLimit
    public private(set) var state = State.closed
    private var windowStartUs: Int64 = .min
    private var count = 0
    private var pauseUs: Int64 = 0
    private var pauseEndUs: Int64 = 0

    public init(_ limit: StormLimit) { self.limit = limit }

    private var windowUs: Int64 { max(1, limit.window.wholeMicroseconds) }

    private var most: Int { state == .trying ? max(1, limit.runs / 10) : limit.runs }

    /// Takes account of so many runs that are to be made. False: they must not be.
    public mutating func admit(_ runs: Int = 1, nowUs: Int64) -> Bool {
        look(nowUs: nowUs)
        if state == .open { return false }
        count += runs
        guard count > most else { return true }
        change(.burst, nowUs)
        return false
    }

    /// Lets time pass. Gives the state that this has led to, if it is another one.
    @discardableResult
    public mutating func look(nowUs: Int64) -> State? {
        let before = state
        if state == .open, nowUs >= pauseEndUs { change(.pauseOver, nowUs) }
        if nowUs &- windowStartUs >= windowUs || windowStartUs == .min || nowUs < windowStartUs {
            if state == .trying, windowStartUs != .min, before == .trying { change(.calm, nowUs) }
            windowStartUs = nowUs
            count = 0
        }
        return state == before ? nil : state
    }

    private mutating func change(_ event: Event, _ nowUs: Int64) {
        guard let next = Self.next(state, event) else { return }
        switch event {
        case .burst:
            pauseUs = pauseUs == 0 ? max(windowUs, 60_000_000) : min(pauseUs * 2, Self.longestPauseUs)
            pauseEndUs = nowUs + pauseUs
        case .calm: pauseUs = 0
        case .pauseOver: break
        }
        state = next
        windowStartUs = nowUs
        count = 0
    }
}

/// How many runs a job may make by itself in a while before that is taken for a storm.
public struct StormLimit: Hashable, Sendable {
    public var runs: Int
    public var window: Duration

    public init(runs: Int = 600, window: Duration = .seconds(60)) {
        self.runs = runs
        self.window = window
    }

    /// What holds for a job that says nothing: ten runs a second, or four times what its timetable makes of it.
    public static func derived(for timetable: Timetable, subjects: Int, now: Date) -> StormLimit {
        var limit = StormLimit()
        let fires = timetable.fires(after: now, through: now + limit.window.timeInterval, limit: 1000).count
        limit.runs = max(limit.runs, 4 * fires * max(1, subjects))
        return limit
    }
}
