import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Scheduling

/// Gives runs of a batch back whose turn has not come: they have had no attempt.
struct BatchRelease: Sendable {
    let contexts: [RunContext]
    let why: String
    /// The capture that they wait for; nil: none.
    let behind: Int64?

    func take() async throws {
        guard let first = contexts.first else { return }
        let (site, why, behind) = (first.site, why, behind)
        let orderWait = DecodeRun.parameters(of: first.job).orderWait.wholeMicroseconds
        let ends = contexts.map { context -> RunEnd in
            if let cancellation = context.progress.cancellation {
                return context.end(.cancelled, "cancelled", message: cancellation)
            }
            return context.end(.interrupted, "interrupted", message: "given back: " + why)
        }
        let captures = contexts.compactMap { DecodeRun.capture(of: $0.run.subject) }
        try await site.ledger.write { tx in
            for (end, id) in zip(ends, captures) {
                try tx.finish(end)
                guard let capture = try tx.view.capture(id), capture.state == .processing, capture.run == end.run else {
                    continue
                }
                try tx.giveBack(capture: id, why: why, orphaned: false, run: end.run)
            }
            guard let behind else { return }
            // As long as that one waits for its next attempt; without an end as long as a capture waits for another.
            let open = try tx.view.runs(job: first.run.job, subject: "capture:\(behind)", limit: 1).first
            let capture = try tx.view.requireCapture(behind)
            guard capture.state == .incoming else { return }
            let until = open.flatMap { $0.state.isFinal ? nil : $0.availableUs } ?? .max - 1
            try tx.putOff(behind: behind, of: first.run.job, untilUs: until, orderWaitUs: orderWait)
        }
        try site.failpoints.hit(.batchAfterRelease)
        _ = try await site.flow.applyIntents(captures: captures)
    }
}
