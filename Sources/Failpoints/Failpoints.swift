// Failpoints
//
// Places where the daemon can be made to die or fail, so that tests can stop it between any two steps of a protocol:
// decide, apply, confirm; publish, commit. They are compiled into the program that is shipped, because that is the one
// that has to be tested; while none is armed, passing one costs a relaxed load. `entradad --list-failpoints` tells what
// there is, `ENTRADA_FAILPOINT=name:action[:nth]` arms one.
//
// They are passed in like the clock, not global: tests that run side by side do not meet.

import Glibc
import Synchronization

/// The failpoints of one daemon.
public final class Failpoints: Sendable {
    /// For those that have none; never armed.
    public static let off = Failpoints()

    private struct State {
        var orders: [FailpointOrder] = []
        var passes: [Failpoint: Int] = [:]
    }

    private let isWatching = Atomic(false)
    private let state = Mutex(State())

    public init() {}

    /// From now on passes are counted, and the order is carried out; `nil`: they are only counted.
    public func arm(_ order: FailpointOrder?) { arm([order].compactMap(\.self)) }

    /// The same with several orders, one for each point at the most.
    public func arm(_ orders: [FailpointOrder]) {
        state.withLock { $0 = State(orders: orders) }
        isWatching.store(true, ordering: .relaxed)
    }

    public func disarm() { isWatching.store(false, ordering: .relaxed) }

    /// How often each point has been passed since it was armed.
    public var passes: [Failpoint: Int] { state.withLock { $0.passes } }

    /// Passes a point.
    ///
    /// - Throws: `FailpointError`, if it was told to.
    public func hit(_ point: Failpoint) throws {
        if !isWatching.load(ordering: .relaxed) { return }
        try pass(point)
    }

    private func pass(_ point: Failpoint) throws {
        let action: FailpointAction? = state.withLock { state in
            let count = (state.passes[point] ?? 0) + 1
            state.passes[point] = count
            guard let order = state.orders.first(where: { $0.point == point }),
                order.nth == count || (order.lasts && order.nth < count)
            else { return nil }
            return order.action
        }
        switch action {
        case nil: return
        case .abort: _exit(134)
        case .delay: usleep(100_000)
        case .error: throw FailpointError(point: point, code: nil)
        case .noSpace: throw FailpointError(point: point, code: ENOSPC)
        case .inputOutput: throw FailpointError(point: point, code: EIO)
        }
    }
}

/// What happens at a failpoint.
public enum FailpointAction: String, Sendable, CaseIterable, Codable {
    /// The process ends at once, without unwinding, with exit code 134.
    case abort
    /// An error without a number.
    case error
    /// A tenth of a second passes.
    case delay
    /// The error of a full disk.
    case noSpace = "enospc"
    /// The error of a disk that does not work.
    case inputOutput = "eio"
}

/// The error that a failpoint was told to give.
public struct FailpointError: Error, Sendable, Equatable, CustomStringConvertible {
    public let point: Failpoint
    /// As `errno`; `nil`: an error without a number.
    public let code: Int32?

    public var description: String {
        "failpoint \(point.rawValue)" + (code.map { ": " + String(cString: strerror($0)) } ?? "")
    }
}

/// What is to happen where: `name:action[:nth]`, once, or with `+` behind the number from then on.
public struct FailpointOrder: Sendable, Equatable, Codable, CustomStringConvertible {
    public var point: Failpoint
    public var action: FailpointAction
    /// At which pass, counted from 1.
    public var nth: Int
    /// At all later passes too.
    public var lasts: Bool

    public init(_ point: Failpoint, _ action: FailpointAction, nth: Int = 1, lasts: Bool = false) {
        self.point = point
        self.action = action
        self.nth = nth
        self.lasts = lasts
    }

    /// Reads an order as it is written in `ENTRADA_FAILPOINT`; nil if it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let point = Failpoint(rawValue: String(parts[0])),
            let action = FailpointAction(rawValue: String(parts[1]))
        else { return nil }
        self.init(point, action)
        if parts.count == 3 {
            lasts = parts[2].hasSuffix("+")
            guard let nth = Int(lasts ? parts[2].dropLast() : parts[2]), nth > 0,
                parts[2] == "\(nth)" || parts[2] == "\(nth)+"
            else { return nil }
            self.nth = nth
        }
    }

    public var description: String { "\(point.rawValue):\(action.rawValue):\(nth)\(lasts ? "+" : "")" }
}
