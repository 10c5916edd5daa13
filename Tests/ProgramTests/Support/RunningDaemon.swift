import Glibc
import RealServers

/// A daemon that is ready; killed with the object at the latest.
final class RunningDaemon: Sendable {
    struct NotReady: Error { var output: String }

    private let process: ChildProcess

    /// - Parameter failpoint: `name:action[:nth]`, as ENTRADA_FAILPOINT has it.
    init(_ installation: Installation, failpoint: String? = nil) throws {
        let order = failpoint.map { ["ENTRADA_FAILPOINT=" + $0] } ?? []
        process = try ChildProcess("/usr/bin/env", order + [Program.built("entradad")] + installation.places)
        try wait(for: "notice ready")
    }

    /// Reads what the daemon says until a text is in it.
    func wait(for words: String) throws {
        var text = ""
        while !text.contains(words) {
            let more = process.readOutput()
            if more.isEmpty { throw NotReady(output: text) }
            text += more
        }
    }

    /// Orderly: TERM, and wait. Gives the exit code.
    @discardableResult
    func stop() -> Int32 {
        Glibc.kill(process.identifier, SIGTERM)
        return process.wait()
    }

    /// At once, as by a power cut.
    func kill() {
        Glibc.kill(process.identifier, SIGKILL)
        _ = process.wait()
    }

    deinit { Glibc.kill(process.identifier, SIGKILL) }
}
