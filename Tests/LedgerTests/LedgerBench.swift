import RealServers
import TestSupport

@testable import Ledger

/// A ledger in a folder of its own, with a clock that goes on by one second with each reading.
final class LedgerBench: Sendable {
    static let startUs: Int64 = 1_700_000_000_000_000

    private let place: TestFolder
    let ledger: Ledger

    var folder: String { place.path }
    var path: String { folder + "/ledger.sqlite" }

    init() throws {
        place = try TestFolder()
        let clock = TickingClock(startUs: LedgerBench.startUs)
        ledger = try Ledger(path: place["ledger.sqlite"], now: clock.read)
    }

    deinit { try? ledger.close() }

    /// Opens another connection on the same file; the first one must be closed.
    func reopened() throws -> Ledger {
        try Ledger(path: path) { LedgerBench.startUs + 1_000_000_000 }
    }

    /// A time after everything that happens in a test.
    func laterUs(hours: Int64) -> Int64 { Self.startUs + (1000 + hours) * 3_600_000_000 }

    /// The number of events.
    func eventCount() async throws -> Int64 { try await ledger.read { try $0.verify().events } }
}
