import Failpoints
import FileFlow
import Jobs
import Ledger
import Model

/// Captures whose rows are live: their bytes go to the archive, or leave, as the policy says.
struct CaptureArchive: Sendable {
    struct Item: Sendable {
        var capture: Int64
        var run: Int64
        /// Time of the first packet; the archive is ordered by its day.
        var firstUs: Int64
    }

    let dependencies: Dependencies
    let configuration: Configuration

    func take(_ items: [Item]) async throws {
        let configuration = configuration
        try dependencies.failpoints.hit(.archiveBeforeDecide)
        try await dependencies.ledger.write { tx in
            for item in items {
                let server = try tx.view.requireCapture(item.capture).server
                let days = configuration.server(server).flatMap { configuration.archiveDays(of: $0) }
                if days == 0 {
                    try tx.expire(capture: item.capture, why: "no archive wanted", run: item.run)
                } else {
                    let day = Day(microseconds: item.firstUs).description
                    try tx.archive(capture: item.capture, day: day, run: item.run)
                }
            }
        }
        try dependencies.failpoints.hit(.archiveAfterDecide)
        _ = try await dependencies.flow.applyIntents(captures: items.map(\.capture))
        try dependencies.failpoints.hit(.archiveAfterApply)
    }
}
