import Foundation
import Glibc
import RealServers
import SharedInputs

/// A site under a clock that runs fast: name servers of all sorts, whose captures come every five minutes; processes that
/// are killed meanwhile; and the night after it, in which days are closed and what is old goes.
final class SiteDay {
    /// How large and how fast.
    struct Size {
        var servers: Int
        var captures: Int
        var packets: Int
        var kills: Int
        /// Seconds of the site in one of ours.
        var rate: Int64

        /// An hour before midnight.
        static let short = Size(servers: 6, captures: 12, packets: 200, kills: 4, rate: 200)
        /// A whole day.
        static let long = Size(servers: 50, captures: 288, packets: 100, kills: 100, rate: 36)
    }

    /// 2024-03-11 00:00:00 UTC, when the day is over.
    static let midnight: Int64 = 1_710_115_200
    /// When the night's jobs are over.
    private static let end = midnight + 3000

    let size: Size
    let server: SFTPServer
    let servers: [SiteServer]
    let installation: Installation
    let clock: SimulatedClock
    var random: SplitMix
    var daemon: RunningDaemon?
    var memory = MemoryWatch()
    private(set) var killed = 0
    private let start: Int64
    /// When something is killed; the next one last.
    private var blows: [Int64]

    init(_ size: Size, seed: UInt64) throws {
        self.size = size
        var moments = SplitMix(seed: seed)
        let start = SiteDay.midnight - Int64(size.captures) * 300
        self.start = start
        let host = try SFTPServer()
        server = host
        let servers: [SiteServer] = try (0..<size.servers).map { number in
            // Of ten, two are remote, four local, and one of each of the others.
            let roles: [SiteServer.Role] = [
                .remote, .local, .badNames, .unreadable, .growing, .silent, .local, .remote, .local, .local,
            ]
            return try SiteServer(
                "ns\(number + 1)", roles[number % roles.count], in: host.folder, seed: Int(seed % 100_000) + number,
                start: start, count: size.captures, packets: size.packets)
        }
        var blows: [Int64] = []
        for _ in 0..<size.kills { blows.append(Int64.random(in: start + 300...SiteDay.midnight, using: &moments)) }
        self.servers = servers
        self.blows = blows.sorted(by: >)
        random = moments
        // Captures of some go as soon as their rows are live, those of others when there are too many bytes: more
        // than half of what they come to, at 230 bytes a packet.
        let archiveKiB = size.servers * size.captures * size.packets / 11
        installation = try Installation(
            servers: "drain_timeout = \"1h\"\n[retention]\narchive_size = \"\(archiveKiB)KiB\"\ntrash_days = 0\n"
                + servers.map { SiteDay.table($0, host) }.joined(), change: SiteJobs.text)
        clock = SimulatedClock(start: start, rate: size.rate)
    }

    private static func table(_ one: SiteServer, _ host: SFTPServer) -> String {
        switch one.role {
        case .remote, .unreadable: SFTPServers.table(one.name, host, directory: one.directory)
        case .silent: SFTPServers.table(one.name, host, directory: one.directory, port: one.silence?.port)
        case .local: SFTPServers.local(one.name, directory: one.directory) + "archive_days = 0\n"
        case .badNames, .growing: SFTPServers.local(one.name, directory: one.directory)
        }
    }

    func startDaemon() throws -> RunningDaemon {
        let running = try RunningDaemon(installation, environment: [clock.environment])
        daemon = running
        return running
    }

    /// Lives through the day and the night.
    func live() throws {
        _ = try startDaemon()
        while clock.now < Self.end || !servers.allSatisfy(\.isDone) {
            let now = clock.now
            for (number, one) in servers.enumerated() {
                try one.deliver(now, start: start, offset: Int64(number * 7 % 60))
            }
            if let due = blows.last, due <= now {
                blows.removeLast()
                try strike()
            }
            if now >= Self.midnight + 600 { for one in servers { try one.unlockAll() } }
            if let daemon {
                memory.look(daemon, share: Double(now - start) / Double(Self.end - start))
            }
            // The pace of the site, which is the machine's, not an event of the daemon.
            usleep(40_000)
        }
    }

    private func strike() throws {
        let running = try daemon ?? startDaemon()
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            if let worker = running.workers.randomElement(using: &random) {
                kill(worker, SIGKILL)
                killed += 1
            }
        case 1: killed += server.killSessions()
        default:
            // A run that has died three times with its daemon would be taken for the culprit.
            running.signal(SIGSTOP)
            guard let deaths = try? LedgerGlance(installation).mostOrphaned(), deaths < 3 else {
                return running.signal(SIGCONT)
            }
            running.kill()
            killed += 1
            _ = try startDaemon()
        }
    }
}
