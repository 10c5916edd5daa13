import Foundation
import WorkerProtocol

/// Writes events to standard output, a line each, at once.
final class EventPrinter {
    private var lastProgress = ContinuousClock.now

    /// At most a line a second: the daemon's no-progress limit is in minutes.
    func progress(bytes: Int64, packets: Int64) {
        let now = ContinuousClock.now
        guard now - lastProgress > .seconds(1) else { return }
        lastProgress = now
        send(.progress(bytes: bytes, packets: packets))
    }

    func send(_ event: WorkerEvent) {
        guard let line = try? event.line() else { return }
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
