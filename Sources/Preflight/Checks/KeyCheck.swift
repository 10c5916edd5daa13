import Jobs
import SSHFiles

/// The private keys of servers can be used: there, private, without a passphrase, of a type that libssh2 signs with.
struct KeyCheck: PreflightCheck {
    private static let make = "ssh-keygen -t ed25519 -N '' -f FILE"

    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        var users: [String: [String]] = [:]
        for (server, source) in scene.remote {
            guard let path = source.key.path(credentialsDirectory: scene.credentialsDirectory) else { continue }
            users[path, default: []].append(server.name)
        }
        return users.sorted { $0.key < $1.key }.compactMap { path, servers in
            guard let (severity, what, advice) = wrong(with: path, scene.machine) else { return nil }
            return scene.finding(
                severity, at: ["servers", servers[0], "key"],
                "the private key \(path) (\(PreflightScene.names(servers))) \(what)", advice)
        }
    }

    private typealias Fault = (PreflightFinding.Severity, what: String, advice: String)

    private func wrong(with path: String, _ machine: any Machine) -> Fault? {
        switch machine.look(at: path) {
        case .missing: return (.error, "does not exist", "make one: ssh-keygen -t ed25519 -N '' -f \(path)")
        case .directory, .other: return (.error, "is not a file", "name the file of the key")
        case .hidden(let reason): return unseen(reason)
        case .file(let mode):
            let read = machine.read(path, limit: PrivateKeyForm.largest)
            if case .bytes(let bytes) = read, let fault = wrong(with: PrivateKeyForm(bytes), path) { return fault }
            guard mode & 0o077 == 0 else {
                return (
                    .error, "can be used by others (mode \(String(mode, radix: 8))), so the daemon refuses it",
                    "chmod 600 \(path)"
                )
            }
            if case .refused(let reason) = read { return unseen(reason) }
            return nil
        }
    }

    private func wrong(with form: PrivateKeyForm, _ path: String) -> Fault? {
        switch form {
        case .usable: return nil
        case .rsa:
            return (
                .error, "is an RSA key, which libssh2 signs with by SHA-1 only and OpenSSH refuses since 8.8",
                "keys are Ed25519 or ECDSA: \(Self.make)"
            )
        case .encrypted:
            return (
                .error, "has a passphrase, which nobody can type here",
                "use a separate key without one: ssh-keygen -p -N '' -f \(path)"
            )
        case .publicHalf:
            let name = path.hasSuffix(".pub") ? String(path.dropLast(4)) : "the file without .pub"
            return (.error, "is the public half of a key", "name the private one: \(name)")
        case .unsupported(let type):
            return (.error, "is of type '\(type)', which is not supported", "keys are Ed25519 or ECDSA: \(Self.make)")
        case .putty:
            return (
                .error, "is in PuTTY's format", "convert it: puttygen \(path) -O private-openssh -o FILE"
            )
        case .damaged, .unknown:
            return (.error, "is not a private key that can be read, or it is damaged", "make another: \(Self.make)")
        }
    }

    private func unseen(_ reason: String) -> Fault {
        (
            .warning, "could not be read (\(reason)), so it was not checked",
            "check as the daemon's user: sudo -u entrada entradactl config check"
        )
    }
}
