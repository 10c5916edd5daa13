import WorkerProtocol

/// What is said to a worker while it works, line by line on its standard input. Each order gives it its time anew.
public final class WorkerOrders: Sendable, Equatable {
    /// An order waits until the one before it is answered; the last one may follow at once.
    private static let maximumPending = 8

    let lines: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    public init() {
        (lines, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumPending))
    }

    public static func == (left: WorkerOrders, right: WorkerOrders) -> Bool { left === right }

    /// Says the next order.
    ///
    /// - Throws: `RunFailure` if too many wait already, or nobody takes any; what keeps it from being written as a line.
    func send(_ capture: DecodeOrder.Capture) throws {
        switch continuation.yield(try DecodeOrder(capture: capture).line()) {
        case .enqueued: return
        case .dropped: throw RunFailure("the worker has not taken the \(Self.maximumPending) orders before this one")
        case .terminated: throw RunFailure("the worker takes no more orders: it was told to end, or has ended")
        @unknown default: throw RunFailure("the order could not be given to the worker")
        }
    }

    /// Lets the worker end. It ends, too, when this line is lost: its input ends with the orders.
    func end() {
        if let line = try? DecodeOrder(capture: nil).line() { continuation.yield(line) }
        continuation.finish()
    }
}
