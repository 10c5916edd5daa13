import Foundation
import RealServers
import Testing

/// What the service manager and the kernel may do to a daemon whose run is under way.
@Suite("Signals", .serialized)
struct SignalTests {
    /// A name server with captures, and a worker that waits for the file `go` before it decodes the first one.
    private func servers(limits: String = "") throws -> (NameServers, StraightDecode, worker: String) {
        let servers = try NameServers(["ns1"], limits: limits, filesPerWorker: 1)
        let captures = try Traffic.shared.get().captures
        for (index, path) in captures.enumerated() {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            try servers.offer(path, on: "ns1", as: name, modifiedSeconds: 1_700_000_000 + index)
        }
        let worker = try WorkerScript.write(
            to: servers.folder, when: "-120000.pcap",
            """
            touch '\(servers.folder["begun"])'
            until [ -e '\(servers.folder["go"])' ]; do sleep 0.05 </dev/null >/dev/null 2>&1; done
            """)
        return (servers, try StraightDecode(server: "ns1", captures: captures), worker)
    }

    private func start(_ servers: NameServers, _ worker: String) throws -> RunningDaemon {
        let daemon = try RunningDaemon(servers.installation, worker: worker)
        try servers.installation.wait("a worker has begun", for: daemon) {
            FileManager.default.fileExists(atPath: servers.folder["begun"])
        }
        return daemon
    }

    private func runs(_ servers: NameServers) throws -> [String] {
        try LedgerGlance(servers.installation).texts(
            "SELECT state || ' ' || failures || ' ' || orphaned FROM runs WHERE job = 'decode' ORDER BY id")
    }

    /// Another daemon does the rest; nothing is missing, nothing is double, no attempt was burned.
    private func expectWhole(_ servers: NameServers, _ straight: StraightDecode, _ worker: String) throws {
        let installation = servers.installation
        try servers.folder.write("", to: "go")
        let daemon = try RunningDaemon(installation, worker: worker)
        try installation.wait("both captures are archived", for: daemon) {
            try installation.files().map(\.state) == ["archived", "archived"]
        }
        try installation.endChains(for: daemon)
        #expect(try installation.differences([straight]) == [])
        let complaints = try installation.complaints()
        #expect(complaints == [])
        let runs = try runs(servers)
        #expect(runs.allSatisfy { $0 == "completed 0 0" }, "\(runs)")
        #expect(daemon.stop() == 0)
        #expect(installation.paths("work") == [])
    }

    @Test("TERM: the run that is under way may finish, no other one starts, and the end is orderly")
    func terminated() throws {
        let (servers, straight, worker) = try servers()
        let daemon = try start(servers, worker)
        daemon.signal(SIGTERM)
        try servers.installation.wait("the daemon drains", for: daemon) { daemon.output.contains("draining") }
        try servers.folder.write("", to: "go")
        #expect(daemon.wait() == 0)
        #expect(try runs(servers) == ["completed 0 0"])
        try expectWhole(servers, straight, worker)
    }

    @Test("TERM, and a run that does not end in time: it is interrupted, and no attempt is burned")
    func outOfTime() throws {
        let (servers, straight, worker) = try servers(limits: "drain_timeout = \"1s\"")
        let daemon = try start(servers, worker)
        #expect(daemon.stop() == 0)
        #expect(try runs(servers) == ["interrupted 0 0"])
        try expectWhole(servers, straight, worker)
    }

    @Test("a second TERM does not wait for runs, and loses nothing", .timeLimit(.minutes(5)))
    func terminatedTwice() throws {
        let (servers, straight, worker) = try servers(limits: "drain_timeout = \"1h\"")
        let daemon = try start(servers, worker)
        daemon.signal(SIGTERM)
        try servers.installation.wait("the daemon drains", for: daemon) { daemon.output.contains("draining") }
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
        #expect(try runs(servers) == ["interrupted 0 0"])
        try expectWhole(servers, straight, worker)
    }

    @Test("STOP and CONT: the worker ends while the daemon stands still, and its rows are taken all the same")
    func stopped() throws {
        let (servers, straight, worker) = try servers()
        let daemon = try start(servers, worker)
        daemon.signal(SIGSTOP)
        let running = try #require(daemon.workers.first)
        try servers.folder.write("", to: "go")
        try servers.installation.wait("the worker has ended") { ProcessTable.arguments(of: running).isEmpty }
        daemon.signal(SIGCONT)
        try servers.installation.wait("the capture is archived", for: daemon) {
            try servers.installation.files().contains { $0.state == "archived" }
        }
        #expect(daemon.stop() == 0)
        try expectWhole(servers, straight, worker)
    }
}
