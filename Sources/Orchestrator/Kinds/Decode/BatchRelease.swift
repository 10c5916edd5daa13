import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// Gives runs of a batch back whose turn has not come: they have had no attempt.
struct BatchRelease: Sendable {
    let contexts: [RunContext]
    let why: String

    func take() async throws {
        guard let first = contexts.first else { return }
        let (dependencies, why) = (first.dependencies, why)
        let ends = contexts.map { context -> RunEnd in
            if let cancellation = context.progress.cancellation {
                return context.end(.cancelled, .cancelled, message: cancellation)
            }
            return context.end(.interrupted, .interrupted, message: "released: " + why)
        }
        let captures = contexts.compactMap { $0.run.subject.capture }
        try dependencies.failpoints.hit(.batchBeforeRelease)
        try await dependencies.ledger.write { tx in
            for (end, id) in zip(ends, captures) {
                try tx.finish(end)
                guard let capture = try tx.view.capture(id), capture.state == .processing, capture.run == end.run else {
                    continue
                }
                try tx.release(capture: id, why: why, orphaned: false, run: end.run)
            }
        }
        try dependencies.failpoints.hit(.batchAfterRelease)
        _ = try await dependencies.flow.applyIntents(captures: captures)
    }
}
