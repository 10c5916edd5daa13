import Control
import Foundation
import Ledger
import RealServers
import Testing

/// Who comes too late, or twice, changes nothing (I5, I6).
@Suite("Fencing", .serialized)
struct FencingTests {
    private func servers() throws -> (NameServers, StraightDecode) {
        let servers = try NameServers(["ns1"], filesPerWorker: 1)
        let captures = try Traffic.shared.get().captures
        for (index, path) in captures.enumerated() {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            try servers.offer(path, on: "ns1", as: name, modifiedSeconds: 1_700_000_000 + index)
        }
        return (servers, try StraightDecode(server: "ns1", captures: captures))
    }

    private func expectWhole(_ servers: NameServers, _ straight: StraightDecode, _ daemon: RunningDaemon) throws {
        try waitUntilArchived(servers, daemon)
        try servers.installation.endChains(for: daemon)
        #expect(try servers.installation.differences([straight]) == [])
        #expect(try servers.installation.complaints() == [])
    }

    private func waitUntilArchived(_ servers: NameServers, _ daemon: RunningDaemon) throws {
        try servers.installation.wait("both captures are archived", for: daemon) {
            try servers.installation.files().map(\.state) == ["archived", "archived"]
        }
    }

    private func has(_ servers: NameServers, _ name: String) -> Bool {
        FileManager.default.fileExists(atPath: servers.folder[name])
    }

    @Test("a second daemon on the same data root says who holds it, and leaves everything alone")
    func twoDaemons() throws {
        let (servers, straight) = try servers()
        let first = try RunningDaemon(servers.installation)
        let second = try servers.installation.tryToStart()
        #expect(second.code == 5)
        #expect(second.output.contains("\(first.identifier)"), "\(second.output)")
        try expectWhole(servers, straight, first)
        #expect(first.stop() == 0)
    }

    @Test("a worker that outlives its daemon, and finishes when its run is another's: nothing of it becomes true")
    func zombie() throws {
        let (servers, straight) = try servers()
        let base = servers.folder["zombie"]
        try Program.run("/usr/bin/mkfifo", [base + ".lifetime"])
        // The first attempt hangs, and leaves behind a process of another group, whose lifetime nobody holds.
        let worker = try WorkerScript.write(
            to: servers.folder, when: "-120000.pcap",
            """
            if mkdir '\(base).first' 2>/dev/null; then
                setsid sh -c 'exec 0<>"$0.lifetime" >/dev/null 2>"$0.errors"
                    until [ -e "$0.go" ]; do sleep 0.05; done
                    "$@"; echo $? >"$0.code"; mv "$0.code" "$0.done"' '\(base)' "$worker" "$@" &
                exec sleep 600
            elif mkdir '\(base).second' 2>/dev/null; then
                until [ -e '\(base).done' ]; do sleep 0.05 </dev/null >/dev/null 2>&1; done
            fi
            """)
        let dead = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait("the first attempt has begun", for: dead) { has(servers, "zombie.first") }
        dead.kill()
        var daemon = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait("the second attempt has begun", for: daemon) { has(servers, "zombie.second") }
        try servers.folder.write("", to: "zombie.go")
        try servers.installation.wait("the zombie has decoded", for: daemon) { has(servers, "zombie.done") }
        #expect(String(decoding: try servers.folder.bytes("zombie.done"), as: UTF8.self) == "0\n")
        try waitUntilArchived(servers, daemon)
        try servers.installation.endChains(for: daemon)
        #expect(try servers.installation.differences([straight]) == [])
        // The doctor sees what it has left, and nothing else.
        let complaints = try servers.installation.complaints()
        #expect(complaints.count == 1 && complaints[0].contains("work/"), "\(complaints)")
        let left = servers.installation.paths("work")
        #expect(left.contains { $0.hasSuffix(".parquet") }, "the zombie has written nothing: \(left)")
        #expect(daemon.stop() == 0)
        daemon = try servers.installation.start()
        #expect(servers.installation.paths("work") == [])
        #expect(try servers.installation.differences([straight]) == [])
        #expect(daemon.stop() == 0)
    }

    @Test("a worker that stood still when its daemon died is gone when the next one has started")
    func stoppedWorker() throws {
        let (servers, straight) = try servers()
        let worker = try WorkerScript.write(
            to: servers.folder, when: "-120000.pcap",
            "if mkdir '\(servers.folder["begun"])' 2>/dev/null; then kill -STOP $$; fi")
        let dead = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait("a worker has begun", for: dead) { has(servers, "begun") }
        let still = try #require(dead.workers.first)
        dead.kill()
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        #expect(ProcessTable.arguments(of: still) == [])
        try expectWhole(servers, straight, daemon)
        #expect(daemon.stop() == 0)
    }

    @Test("an order that comes again gets its first answer, however late, and nothing happens")
    func staleOrders() async throws {
        let (servers, straight) = try servers()
        let installation = servers.installation
        let daemon = try installation.start()
        try waitUntilArchived(servers, daemon)
        try installation.endChains(for: daemon)
        let client = ControlClient(socketPath: installation.folder["control.sock"])
        let capture = try #require(try installation.files().first { $0.name.contains("120230") }).id
        func runs() throws -> [String] {
            try LedgerGlance(installation).texts(
                "SELECT id || ' ' || state || ' ' || attempt FROM runs WHERE job = 'decode' OR cause LIKE 'request:%'")
        }

        let again = RetryRequest(requestID: "again", capture: capture, reason: "a test")
        let retried = try await client.retry(again)
        try installation.wait("the capture is decoded again", for: daemon) {
            let run = try #require(retried.runs.first)
            return try LedgerGlance(installation).number(
                "SELECT count(*) FROM runs WHERE id = \(run) AND state = 'completed'") == 1
        }
        try waitUntilArchived(servers, daemon)
        let order = RunRequest(requestID: "order", job: "backup", reason: "a test")
        let ordered = try await client.run(order)
        try installation.wait("the backup is made", for: daemon) {
            try LedgerGlance(installation).number(
                "SELECT count(*) FROM runs WHERE cause = 'request:order' AND state = 'completed'") == 1
        }
        let before = try runs()
        #expect(try await client.retry(again).runs == retried.runs)
        #expect(try await client.run(order).runs == ordered.runs)
        let ended = try #require(ordered.runs.first)
        await #expect(throws: ControlError.self) {
            try await client.cancel(CancelRequest(requestID: "late", run: ended, reason: "a test"))
        }
        #expect(try await client.pause(PauseRequest(requestID: "pause", job: "verify", reason: "a test")).message != "")
        _ = try await client.resume(PauseRequest(requestID: "resume", job: "verify", reason: "a test"))
        _ = try await client.pause(PauseRequest(requestID: "pause", job: "verify", reason: "a test"))
        let paused = try LedgerGlance(installation).number("SELECT count(*) FROM jobs WHERE paused_by IS NOT NULL")
        #expect(paused == 0, "a pause that came again after it was over")
        #expect(try runs() == before)
        #expect(try installation.files().map(\.state) == ["archived", "archived"])
        try expectWhole(servers, straight, daemon)
        #expect(daemon.stop() == 0)
    }

    @Test("an answer about the clock, or an order to mend, does not hold for what arises later")
    func staleConfirmations() async throws {
        let (servers, _) = try servers()
        let installation = servers.installation
        let client = ControlClient(socketPath: installation.folder["control.sock"])
        var daemon = try installation.start()
        func doubt(_ why: String) async throws {
            #expect(daemon.stop() == 0)
            let ledger = try Ledger(path: installation.root + "/ledger.sqlite") {
                Int64(Date().timeIntervalSince1970 * 1e6)
            }
            try await ledger.write { try $0.doubtClock(why) }
            try ledger.close()
            daemon = try installation.start()
        }
        func isInDoubt() throws -> Bool {
            try installation.control("status").output.contains("the clock is in doubt, ")
        }

        try await doubt("the first one")
        #expect(try isInDoubt())
        let first = try await client.confirmClock(ClockRequest(requestID: "first", reason: "looked"))
        #expect(try !isInDoubt())
        let mended = try await client.repair(RepairRequest(requestID: "mend", dryRun: false))
        try await doubt("the second one")
        #expect(try await client.confirmClock(ClockRequest(requestID: "first", reason: "looked")) == first)
        #expect(try isInDoubt(), "it was confirmed before it arose")
        try installation.folder.write("x", to: "root/incoming/ns1/unknown.pcap")
        let again = try await client.repair(RepairRequest(requestID: "mend", dryRun: false))
        #expect(again.message == mended.message && again.steps.isEmpty)
        _ = try await client.confirmClock(ClockRequest(requestID: "second", reason: "looked"))
        #expect(try !isInDoubt())
        #expect(daemon.stop() == 0)
    }
}
