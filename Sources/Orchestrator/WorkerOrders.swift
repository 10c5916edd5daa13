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

    /// Says the next order. Errors: it cannot be written as a line.
    func send(_ capture: DecodeOrder.Capture) throws { continuation.yield(try DecodeOrder(capture: capture).line()) }

    /// Lets the worker end.
    func end() {
        if let line = try? DecodeOrder(capture: nil).line() { continuation.yield(line) }
        continuation.finish()
    }
}
