import Glibc
import RealServers

/// A daemon that is ready; killed with the object at the latest.
final class RunningDaemon: Sendable {
    struct NotReady: Error { var output: String }

    private let process: ChildProcess

    init(_ installation: Installation) throws {
        process = try ChildProcess(Program.built("entradad"), installation.places)
        var text = ""
        while !text.contains("notice ready") {
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
