import FileFlow
import Jobs
import Ledger
import Model

/// Archives captures whose rows are live and that were not archived by their run: the daemon ended, or it failed.
struct Archiver: Sendable {
    let ledger: Ledger
    let flow: FileFlow

    /// - Parameter busy: runs that go on; they archive their captures themselves.
    func isAnythingLoaded(except busy: Set<Int64>) async throws -> Bool {
        try await ledger.read { view in
            for state in [CaptureState.loaded, .duplicate] {
                let waiting = try view.chain(state: state, limit: 1000)
                if waiting.contains(where: { capture in capture.run.map { !busy.contains($0) } ?? true }) {
                    return true
                }
            }
            return false
        }
    }

    func archive(_ configuration: Configuration, except busy: Set<Int64>) async throws {
        try await ledger.write { tx in
            for state in [CaptureState.loaded, .duplicate] {
                for capture in try tx.view.chain(state: state, limit: 100_000) {
                    if let run = capture.run, busy.contains(run) { continue }
                    guard try tx.view.openIntents(capture: capture.id).isEmpty else { continue }
                    if configuration.server(capture.server).flatMap({ configuration.archiveDays(of: $0) }) == 0 {
                        try tx.expire(capture: capture.id, why: "no archive wanted", run: nil)
                    } else {
                        let day = Day(microseconds: capture.firstPacketUs ?? capture.modifiedUs).description
                        try tx.archive(capture: capture.id, day: day, run: nil)
                    }
                }
            }
        }
        _ = try await flow.applyIntents()
    }
}
