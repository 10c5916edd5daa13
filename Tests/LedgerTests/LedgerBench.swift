import Foundation
import Synchronization

@testable import Ledger

/// A ledger in a folder of its own, with a clock that goes on by one second with each reading.
final class LedgerBench: Sendable {
    static let startUs: Int64 = 1_700_000_000_000_000

    let folder: String
    let ledger: Ledger

    var path: String { folder + "/ledger.sqlite" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/entrada-ledger-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let start = Mutex<Int64>(LedgerBench.startUs)
        ledger = try Ledger(path: folder + "/ledger.sqlite") {
            start.withLock {
                $0 += 1_000_000
                return $0
            }
        }
    }

    deinit {
        try? ledger.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Opens another connection on the same file; the first one must be closed.
    func reopened() throws -> Ledger {
        try Ledger(path: path) { LedgerBench.startUs + 1_000_000_000 }
    }

    /// A time after everything that happens in a test.
    func laterUs(hours: Int64) -> Int64 { Self.startUs + (1000 + hours) * 3_600_000_000 }

    /// The number of events.
    func eventCount() async throws -> Int64 { try await ledger.read { try $0.verify().events } }
}
