/// One side says that something has happened, the other waits for it. Counted: nothing is lost, whoever comes first.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    func send() { continuation.yield() }

    /// Ends also when the task is cancelled.
    func wait() async {
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
    }
}
