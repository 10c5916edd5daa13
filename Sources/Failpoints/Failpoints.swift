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

    /// From now on passes are counted, and the order is carried out; nil: they are only counted.
    public func arm(_ order: FailpointOrder?) { arm([order].compactMap(\.self)) }

    /// The same with several orders, one for each point at the most.
    public func arm(_ orders: [FailpointOrder]) {
        state.withLock { $0 = State(orders: orders) }
        isWatching.store(true, ordering: .relaxed)
    }

    public func disarm() { isWatching.store(false, ordering: .relaxed) }

    /// How often each point has been passed since it was armed.
    public var passes: [Failpoint: Int] { state.withLock { $0.passes } }

    /// Passes a point. Errors: `FailpointError`, if it was told to.
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
