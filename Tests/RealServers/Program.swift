import Glibc

/// Runs a program to its end.
package enum Program {
    package struct Failure: Error {
        var command: String
        var code: Int32
        var output: String
    }

    /// - Returns: what it wrote to standard output and error.
    @discardableResult
    package static func run(_ path: String, _ arguments: [String]) throws -> String {
        let outcome = try outcome(path, arguments)
        guard outcome.code == 0 else {
            throw Failure(
                command: ([path] + arguments).joined(separator: " "), code: outcome.code, output: outcome.output)
        }
        return outcome.output
    }

    /// Runs it to its end, whatever that is.
    package static func outcome(_ path: String, _ arguments: [String]) throws -> ProgramOutcome {
        let child = try ChildProcess(path, arguments)
        let output = String(decoding: child.readAll(), as: UTF8.self)
        return ProgramOutcome(code: child.wait(), output: output)
    }

    /// What it writes to standard output, byte for byte; what it writes to standard error is dropped.
    package static func bytes(_ path: String, _ arguments: [String]) throws -> [UInt8] {
        let child = try ChildProcess(path, arguments, keepsErrors: false)
        let output = child.readAll()
        let code = child.wait()
        guard code == 0 else {
            throw Failure(command: ([path] + arguments).joined(separator: " "), code: code, output: "")
        }
        return output
    }

    package static func isInstalled(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// A program of this package, built beside the tests.
    package static func built(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/" + name
    }

    @discardableResult
    package static func makeKey(_ path: String, type: String = "ed25519", passphrase: String = "") throws -> String {
        try run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "", "-f", path])
        return path
    }
}

/// How a program ended and what it wrote.
package struct ProgramOutcome: Sendable {
    /// The exit code, or 128 + the signal.
    package var code: Int32
    /// Standard output and error.
    package var output: String
}
