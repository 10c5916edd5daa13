import Foundation
import Ledger

/// Writers that each wait until a transition is durable before they ask for the next one: fetched → incoming, with its
/// event and the move that follows.
struct TransitionBench {
    let writers: Int
    let transitions: Int
    let scratch: String?

    func run() async throws {
        let bench = try BenchRoot(scratch: scratch)
        defer { withExtendedLifetime(bench) {} }
        let ledger = try bench.ledger()
        let total = writers * transitions
        let captures = try await ledger.write { tx in
            try (0..<total).map { number in
                let server = BenchRoot.servers[number % BenchRoot.servers.count]
                let id = try tx.adoptPushed(
                    server: server, directory: "captures/" + server, fileName: "\(number).pcap", sizeBytes: 1000,
                    modifiedUs: Int64(number))
                return try tx.view.requireCapture(id)
            }
        }
        let start = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for writer in 0..<writers {
                let own = captures[writer * transitions..<(writer + 1) * transitions]
                group.addTask {
                    for capture in own {
                        let sha256 = String(repeating: "0", count: 56) + String(format: "%08x", capture.id)
                        try await ledger.write { tx in
                            try tx.adopt(capture: capture, sha256: sha256, sizeBytes: 1000, run: nil)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let problems = try await ledger.read { try $0.verify().problems }
        guard problems.isEmpty else { throw CocoaError(.coderInvalidValue) }
        try ledger.close()
        try Figure(
            "durable transitions of captures a second, \(writers) writers at the same time", [Double(total) / seconds],
            "1/s", atLeast: writers > 1 ? 1000 : nil
        ).report()
    }
}
