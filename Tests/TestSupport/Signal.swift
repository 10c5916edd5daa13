import Synchronization

/// One side says that something has happened, the other waits for it. Counted: nothing is lost, whoever comes first.
package final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    package func send() { continuation.yield() }

    /// Ends also when the task is cancelled.
    package func wait() async {
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
    }
}

/// True the first time that it is asked.
package final class Once: Sendable {
    private let isTaken = Mutex(false)

    package init() {}

    package func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }
}

/// What something has said or handed over, in order.
package final class Recorder<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])

    package init() {}

    package var all: [Entry] { entries.withLock { $0 } }

    package func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }
}
