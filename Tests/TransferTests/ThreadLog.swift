import Glibc
import Synchronization

/// The threads that something happened on.
final class ThreadLog: Sendable {
    private let entries = Mutex<[UInt]>([])

    var threads: [UInt] { entries.withLock { $0 } }

    func note() {
        let thread = UInt(pthread_self())
        entries.withLock { $0.append(thread) }
    }
}
