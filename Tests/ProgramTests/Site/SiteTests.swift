import FileFlow
import Foundation
import RealServers
import Testing

/// An ordinary site with everything that is not as it should be, for an hour and a night of its clock. `ENTRADA_LONG` has
/// 50 servers and a whole day; `ENTRADA_SEED` repeats traffic and moments.
@Suite(
    "A site", .serialized, .enabled(if: SFTPServer.isInstalled, "sshd or ssh-keygen is not installed"),
    .timeLimit(.minutes(180)))
struct SiteTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seed = environment["ENTRADA_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)

    @Test("bad names, unreadable, growing and silent ones, kills, a night: the rows are those of a straight decode")
    func day() async throws {
        let (size, seed) = (Self.environment["ENTRADA_LONG"] == nil ? SiteDay.Size.short : .long, Self.seed)
        // Its waiting must not hold up the threads that other tests run on.
        let threads = BlockingThreads(count: 1)
        defer { threads.stop() }
        let (troubles, summary) = try await threads.run {
            let site = try SiteDay(size, seed: seed)
            try site.live()
            let troubles = try site.finish()
            let rows = try site.rows()
            return (
                troubles,
                "\(size.servers) servers × \(size.captures) captures and a night, \(site.killed) kills: \(rows) rows equal "
                    + "to a straight decode, --check 0, \(site.memory.summary)"
            )
        }
        #expect(troubles == [], "seed \(seed): \(summary)")
        if troubles.isEmpty { print("proof: site: \(summary), seed \(seed)") }
    }
}
