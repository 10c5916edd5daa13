import Foundation

/// A real sshd on a free loopback port with keys of its own. When the tests run as root, the server runs as `nobody`,
/// so that permissions count.
package final class SFTPServer: Sendable {
    package static let isInstalled =
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")
        && (!isRoot || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"))
    package static let isRoot = getuid() == 0

    package struct NotStarted: Error { var log: String }

    package let folder: TestFolder
    package let port: UInt16
    private let process: ChildProcess

    package init(hostKeyTypes: [String] = ["ed25519"], subsystem: String = "sftp internal-sftp") throws {
        folder = try TestFolder()
        try Program.makeKey(folder["user"])
        try FileManager.default.copyItem(atPath: folder["user.pub"], toPath: folder["authorized_keys"])
        port = LoopbackSocket().port
        var lines = ["Port \(port)", "ListenAddress 127.0.0.1", "PidFile none", "StrictModes no"]
        // Without PAM sshd takes an account without a password, as `nobody` is, for a locked one.
        lines.append("UsePAM \(Self.isRoot ? "yes" : "no")")
        lines += ["PasswordAuthentication no", "KbdInteractiveAuthentication no", "Subsystem \(subsystem)"]
        lines += ["AuthorizedKeysFile \(folder["authorized_keys"])", "AllowUsers \(Self.user)", "LogLevel INFO"]
        for type in hostKeyTypes {
            try Program.makeKey(folder["host-\(type)"], type: type)
            lines.append("HostKey \(folder["host-\(type)"])")
            // sshd wants a private mode only for keys that it owns.
            if Self.isRoot { try folder.touch("host-\(type)", modifiedSeconds: 0) }
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "sshd_config")

        let command = ["/usr/sbin/sshd", "-D", "-e", "-f", folder["sshd_config"]]
        let asNobody = ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        let words = Self.isRoot ? asNobody + command : command
        process = try ChildProcess(words[0], Array(words.dropFirst()))
        try waitUntilListening()
        try trust(hostKeyTypes)
    }

    deinit {
        kill()
        _ = process.wait()
    }

    package static var user: String { isRoot ? "nobody" : NSUserName() }

    private func waitUntilListening() throws {
        var text = ""
        while !text.contains("Server listening on") {
            let more = process.readOutput()
            if more.isEmpty { throw NotStarted(log: text) }
            text += more
        }
    }

    /// Writes the known hosts file with these of the server's keys.
    package func trust(_ types: [String], name: String? = nil) throws {
        let host = name ?? "[127.0.0.1]:\(port)"
        try folder.write(try types.map { "\(host) \(try hostKey($0))\n" }.joined(), to: "known_hosts")
    }

    /// `type base64` of a key of the server.
    package func hostKey(_ type: String) throws -> String {
        String(decoding: try folder.bytes("host-\(type).pub"), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }

    /// Ends the listener and every session, without a good-bye.
    package func kill() { signal(SIGKILL) }

    /// Stops the sessions: their sockets stay open, and nothing comes any more.
    package func freeze() { signal(SIGSTOP) }

    /// Ends the sessions, and goes on listening; gives how many processes there were.
    @discardableResult
    package func killSessions() -> Int {
        let sessions = Self.descendants(of: process.identifier)
        for session in sessions { Glibc.kill(session, SIGKILL) }
        return sessions.count
    }

    private func signal(_ number: Int32) {
        for child in Self.descendants(of: process.identifier) + [process.identifier] { Glibc.kill(child, number) }
    }

    private static func descendants(of process: pid_t) -> [pid_t] {
        let list = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .ascii)
        let children = (list ?? "").split(separator: " ").compactMap { pid_t($0) }
        return children.flatMap { descendants(of: $0) + [$0] }
    }
}
