import Foundation
import RealServers
import Testing

/// What the service manager hears of a real daemon, over a real notify socket.
@Suite("Service notification", .serialized)
struct ServiceTests {
    private let installation: Installation
    private let socket: NotifySocket

    init() throws {
        installation = try Installation(servers: "[servers.ns1]\nsource = \"pushed\"")
        socket = try NotifySocket(installation.folder["notify"])
    }

    private func daemon(failpoint: String? = nil, _ more: String...) throws -> RunningDaemon {
        try RunningDaemon(
            installation, failpoint: failpoint, environment: ["NOTIFY_SOCKET=" + socket.path] + more)
    }

    @Test("ready only after recovery, whose phases are told, with more time while it gets on")
    func start() throws {
        // Half a second in all, so that there is something to tell.
        let daemon = try daemon(failpoint: "ledger.after_commit:delay:1+")
        #expect(socket.wait { $0.contains("READY=1") })
        let lines = socket.lines
        let ready = try #require(lines.firstIndex(of: "READY=1"))
        #expect(lines.first == "STATUS=starting: opening the ledger")
        let before = lines[..<ready]
        #expect(before.contains { $0.hasPrefix("EXTEND_TIMEOUT_USEC=") }, "\(before)")
        #expect(before.contains { $0.hasPrefix("STATUS=starting: ") && !$0.contains("opening") }, "\(before)")
        #expect(!lines[ready...].contains { $0.hasPrefix("STATUS=starting") || $0.hasPrefix("EXTEND") })
        #expect(!before.contains { $0.hasPrefix("WATCHDOG") })
        #expect(socket.wait { $0.contains("STATUS=idle") })
        #expect(daemon.stop() == 0)
    }

    @Test("signs of life while the scheduler turns and the ledger answers; what is done is told; STOPPING")
    func life() throws {
        let daemon = try daemon("WATCHDOG_USEC=1500000")
        #expect(socket.wait { $0.count { $0 == "WATCHDOG=1" } >= 2 })
        #expect(daemon.stop() == 0)
        let lines = socket.lines
        #expect(lines.contains("STOPPING=1"))
        let stopping = try #require(lines.firstIndex(of: "STOPPING=1"))
        #expect(lines.dropFirst(stopping + 1).first == "STATUS=draining")
        // drain_timeout is a minute, and half a minute for the end.
        #expect(lines.dropFirst(stopping).contains("EXTEND_TIMEOUT_USEC=90000000"))
    }

    @Test("a reload is between RELOADING, with its time, and READY, whatever comes of it")
    func reload() throws {
        let daemon = try daemon()
        #expect(socket.wait { $0.contains("READY=1") })
        let before = DispatchTime.now().uptimeNanoseconds / 1000
        daemon.signal(SIGHUP)
        #expect(socket.wait { $0.count { $0 == "READY=1" } == 2 })
        let after = DispatchTime.now().uptimeNanoseconds / 1000
        let message = try #require(socket.messages.first { $0.hasPrefix("RELOADING=1\n") })
        let time = message.split(separator: "\n").first { $0.hasPrefix("MONOTONIC_USEC=") }
        let us = try #require(time.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) })
        #expect((before...after).contains(us))
        #expect(socket.lines.contains { $0.hasPrefix("STATUS=reloaded: ") })
        try installation.folder.write("nonsense = 1\n", to: "entrada.toml")
        daemon.signal(SIGHUP)
        #expect(socket.wait { $0.count { $0 == "READY=1" } == 3 })
        #expect(socket.lines.contains { $0.hasPrefix("STATUS=the new configuration has errors") })
        #expect(daemon.stop() == 0)
    }

    @Test("a daemon whose ledger does not answer gives no sign of life")
    func hanging() throws {
        let daemon = try daemon("WATCHDOG_USEC=600000")
        #expect(socket.wait { $0.contains("WATCHDOG=1") })
        // Somebody else holds the ledger: the writer waits up to five seconds for each transaction.
        let holder = try LedgerHolder(installation)
        let held = socket.lines.count { $0 == "WATCHDOG=1" }
        #expect(!socket.wait(seconds: 3) { $0.count { $0 == "WATCHDOG=1" } > held + 1 })
        try holder.release()
        #expect(socket.wait { $0.count { $0 == "WATCHDOG=1" } > held + 2 })
        #expect(daemon.stop() == 0)
    }
}
