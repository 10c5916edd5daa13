import ArgumentParser
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

    /// Does the work and says how it ended: by the last event, and by the program's exit code.
    func finish(_ work: () throws -> DecodeOutcome) throws {
        do { send(.finished(try work())) } catch {
            let failure = WorkerFailure(error)
            var outcome = DecodeOutcome()
            outcome.reason = failure.description
            send(.finished(outcome))
            throw failure.told()
        }
    }

    func send(_ event: WorkerEvent) {
        // Numbers and texts can always be written as JSON; without its last event a run counts as failed.
        guard let line = try? event.line() else { return }
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
