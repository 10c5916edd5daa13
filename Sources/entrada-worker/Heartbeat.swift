import Foundation
import Synchronization
import WorkerProtocol

/// Tells every few seconds that the process lives, while an engine works without saying so.
final class Heartbeat: Sendable {
    private let isStopped = Mutex(false)

    init() {
        let thread = Thread { [weak self] in
            let printer = EventPrinter()
            while true {
                Thread.sleep(forTimeInterval: 5)
                // Under the lock: nothing comes after the last event.
                let goesOn = self?.isStopped.withLock { isStopped in
                    if !isStopped { printer.send(.progress(bytes: Heartbeat.cpuMicroseconds(), packets: 0)) }
                    return !isStopped
                }
                if goesOn != true { return }
            }
        }
        thread.name = "heartbeat"
        thread.stackSize = 512 << 10
        thread.start()
    }

    func stop() { isStopped.withLock { $0 = true } }

    /// Processor time so far: it counts up only while something is done, so a hanging engine is not called alive.
    private static func cpuMicroseconds() -> Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
            + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}
