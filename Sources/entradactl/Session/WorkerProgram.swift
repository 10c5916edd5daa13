import Control
import Foundation

/// `entrada-worker`, beside this program.
enum WorkerProgram {
    /// - Throws: `notFound`.
    static func path() throws(ControlError) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = (own as NSString).deletingLastPathComponent + "/entrada-worker"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ControlError(.notFound, "\(path): not found; entrada-worker must be beside entradactl")
        }
        return path
    }

    /// Runs it with this program's input and output; gives how it ended. SIGINT and SIGTERM stop it, and are reported
    /// as `interrupted` so that the caller can clean up.
    static func run(_ arguments: [String]) async throws -> (status: Int32, interrupted: Bool) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try path())
        process.arguments = arguments
        let signals = SignalTrap([SIGINT, SIGTERM, SIGHUP])
        let (ended, end) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in end.finish() }
        do { try process.run() } catch { throw ControlError(.failed, "cannot start entrada-worker: \(error)") }
        let pid = process.processIdentifier
        signals.forward { kill(pid, SIGTERM) }
        for await _ in ended {}
        signals.release()
        return (process.terminationStatus, signals.wasRaised)
    }

    /// Becomes the worker.
    static func replaceSelf(_ arguments: [String]) throws -> Never {
        let path = try path()
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(path, &pointers)
        throw ControlError(.failed, "\(path): cannot execute: \(String(cString: strerror(errno)))")
    }
}
