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
        let child = try ChildProcess(path, arguments)
        var output = ""
        while true {
            let text = child.readOutput()
            if text.isEmpty { break }
            output += text
        }
        let code = child.wait()
        guard code == 0 else {
            throw Failure(command: ([path] + arguments).joined(separator: " "), code: code, output: output)
        }
        return output
    }

    @discardableResult
    package static func makeKey(_ path: String, type: String = "ed25519", passphrase: String = "") throws -> String {
        try run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "", "-f", path])
        return path
    }
}
