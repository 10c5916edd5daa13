import Dispatch
import Foundation
import Ledger
import Measures
import Orchestrator

/// Tells the service manager that the daemon lives, and what it does. A sign of life is proven: since the last one the
/// scheduler has turned, and the ledger's writer has answered, with success or with an error: a full disk is no reason to
/// be started again.
struct WatchdogNotifier: Sendable {
    /// Without a watchdog only the status is kept up to date.
    private static let longestPause = Duration.seconds(5)

    let dependencies: Dependencies
    let orchestrator: Orchestrator

    /// The pause between two signs (sd_watchdog_enabled(3)): less than half of what the service manager waits for.
    static func pause(watchdog: String?) -> (pause: Duration, isWatched: Bool) {
        guard let text = watchdog, let interval = Int64(text), interval > 0 else { return (longestPause, false) }
        return (min(.microseconds(interval / 3), longestPause), true)
    }

    /// Goes on until its task is cancelled; ends at once when nobody listens.
    func run() async {
        let environment = ProcessInfo.processInfo.environment
        guard ServiceNotification.isWanted else { return }
        let (pause, isWatched) = Self.pause(watchdog: environment["WATCHDOG_USEC"])
        var passes: Int64 = -1
        var told = ""
        while !Task.isCancelled {
            // Both may hang, and then no sign is given.
            let seen = await orchestrator.observation
            if isWatched {
                // Whether it can be written is said by its errors; that it answers at all is what is looked for here.
                _ = try? await dependencies.ledger.write { _ in }
                if seen.passes != passes { ServiceNotification.send("WATCHDOG=1") }
                passes = seen.passes
            }
            let status = Self.status(seen)
            if status != told { ServiceNotification.send("STATUS=" + status) }
            told = status
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// One line, as `systemctl status` shows it.
    static func status(_ seen: OrchestratorObservation) -> String {
        let runs = seen.running == 1 ? "1 run" : "\(seen.running) runs"
        if seen.isDraining { return "draining: waiting for \(runs)" }
        if let trouble = seen.storageTrouble { return "the data root cannot be written: \(trouble)" }
        let doubt = seen.clockDoubt == nil ? "" : "; the clock is in doubt"
        return (seen.running == 0 ? "idle" : "working: \(runs)") + doubt
    }
}

/// Tells the service manager about our state (sd_notify protocol: a datagram to `NOTIFY_SOCKET`).
enum ServiceNotification {
    private static var path: String? {
        ProcessInfo.processInfo.environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty || $0.utf8.count >= 107 ? nil : $0 }
    }

    /// Whether somebody listens.
    static var isWanted: Bool { path != nil }

    /// A reload begins; what ends it is `READY=1` (sd_notify(3)).
    static func reloading() {
        // CLOCK_MONOTONIC, as it is asked for.
        let us = DispatchTime.now().uptimeNanoseconds / 1000
        send("RELOADING=1\nMONOTONIC_USEC=\(us)\nSTATUS=reloading the configuration")
    }

    /// Lines `NAME=value`; values must not have line breaks of their own.
    static func send(_ text: String) {
        guard let path else { return }
        UnixDatagram.send(Data(text.utf8), to: path)
    }
}

/// Datagrams to unix sockets of the system.
enum UnixDatagram {
    /// Returns whether it was taken. Never waits.
    @discardableResult
    static func send(_ data: Data, to path: String) -> Bool {
        var bytes = Array(path.utf8)
        var address = sockaddr_un()
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract socket is written with a leading '@', and its name has no end but the address's.
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                data.withUnsafeBytes {
                    sendto(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), peer, length) == data.count
                }
            }
        }
    }
}

/// Tells the service manager what the start does, and asks for more time as long as it gets on.
struct StartSigns: Sendable {
    private static let pause = Duration.seconds(5)
    /// Longer than the pause, so that a slow machine is not cut off between two signs.
    private static let extensionUs = 60_000_000

    let dependencies: Dependencies

    /// What tells that something has been done.
    private struct Progress: Equatable {
        var phases = -1
        var commits: Int64 = 0
    }

    /// Goes on until the start is done or its task is cancelled.
    func run() async {
        var last = Progress()
        var told = ""
        while let phase = dependencies.liveness.reading.phase, !Task.isCancelled {
            let (liveness, ledger) = (dependencies.liveness.reading, dependencies.ledger.meter.reading)
            let now = Progress(phases: liveness.phases, commits: ledger.seconds.count)
            var lines: [String] = []
            if now != last { lines.append("EXTEND_TIMEOUT_USEC=\(Self.extensionUs)") }
            if phase != told { lines.append("STATUS=starting: \(phase)") }
            if !lines.isEmpty { ServiceNotification.send(lines.joined(separator: "\n")) }
            (last, told) = (now, phase)
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }
}
