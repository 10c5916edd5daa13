import Foundation
import Glibc
import RealServers

/// A daemon of an installation; killed with the object at the latest.
final class RunningDaemon: Sendable {
    struct NotReady: Error { var output: String }

    private let process: ChildProcess
    private let log: OutputLog

    /// - Parameters:
    ///   - failpoint: `name:action[:nth]`, as ENTRADA_FAILPOINT has it.
    ///   - worker: a program that takes the place of `entrada-worker`.
    ///   - environment: more of it, `NAME=value`.
    ///   - extra: more options.
    ///   - waits: whether it is to be ready when this returns.
    init(
        _ installation: Installation, failpoint: String? = nil, worker: String? = nil, environment: [String] = [],
        extra: [String] = [], waits: Bool = true
    ) throws {
        var words = environment + (failpoint.map { ["ENTRADA_FAILPOINT=" + $0] } ?? [])
        if let worker { words.append("ENTRADA_WORKER=" + worker) }
        words += ["SWIFT_BACKTRACE=enable=no", Program.built("entradad")]
        process = try ChildProcess("/usr/bin/env", words + installation.places + extra)
        log = OutputLog(process)
        if waits { try wait(for: "notice ready") }
    }

    /// Waits until the daemon has said something.
    func wait(for words: String) throws {
        guard log.wait(for: words) else { throw NotReady(output: log.text) }
    }

    /// What it has said so far.
    var output: String { log.text }

    var identifier: pid_t { process.identifier }

    /// Processes that it has started and that live: its workers.
    var workers: [pid_t] { ProcessTable.children(of: process.identifier) }

    /// Orderly: TERM, and wait. Gives the exit code.
    @discardableResult
    func stop() -> Int32 {
        signal(SIGTERM)
        return process.wait()
    }

    /// At once, as by a power cut.
    func kill() {
        signal(SIGKILL)
        _ = process.wait()
    }

    func signal(_ number: Int32) { Glibc.kill(process.identifier, number) }

    /// Waits for its end: the exit code, or 128 + the signal.
    func wait() -> Int32 { process.wait() }

    deinit { Glibc.kill(process.identifier, SIGKILL) }
}
