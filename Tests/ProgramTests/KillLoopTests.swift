import FileFlow
import Foundation
import RealServers
import Testing

/// Whatever is killed, whenever: each message is in one row. `ENTRADA_LONG` kills a thousand times, `ENTRADA_SEED` repeats
/// the moments (what goes on at a moment is never quite the same).
@Suite(
    "Kill loops", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"),
    .timeLimit(.minutes(60)))
struct KillLoopTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["ENTRADA_LONG"] == nil ? 52 : 1000
    private static let seed = environment["ENTRADA_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)

    @Test("processes are killed all the time; in the end the tables are those of a straight decode")
    func killed() async throws {
        let (kills, seed) = (Self.kills, Self.seed)
        // Its waiting must not hold up the threads that other tests run on.
        let threads = BlockingThreads(count: 1)
        defer { threads.stop() }
        let (troubles, summary) = try await threads.run {
            let loop = try KillLoop(seed: seed, captures: max(16, kills / 3))
            do {
                try loop.run(kills: kills)
                let troubles = try loop.finish()
                return (troubles, "\(loop.killed) survived (\(loop.summary)), \(loop.captureCount) captures")
            } catch { return (["\(error)"], loop.summary) }
        }
        #expect(troubles == [], "seed \(seed): \(summary)")
        if troubles.isEmpty { print("proof: kills: \(summary), seed \(seed)") }
    }
}
