import Jobs
import SSHFiles

/// The known hosts file of each server names it: without that no connection is made.
struct KnownHostsCheck: PreflightCheck {
    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        var files: [String: Result<KnownHostsFile, Unread>] = [:]
        return scene.remote.compactMap { server, source in
            let path = source.knownHosts
            let file = files[path] ?? read(path, scene.machine)
            files[path] = file
            func finding(_ severity: PreflightFinding.Severity, _ what: String, _ advice: String) -> PreflightFinding {
                scene.finding(severity, at: ["servers", server.name, "known_hosts"], what, advice)
            }
            let host = KnownHostsFile.names(host: source.host, port: source.port)[0]
            let scan =
                KnownHostsFile.scan(host: source.host, port: source.port, path: path)
                + "; then compare the fingerprint (ssh-keygen -lf \(path)) with the one that the server's administrator "
                + "gives"
            switch file {
            case .failure(let unread):
                return finding(
                    unread.severity, "the known hosts file \(path) (server \(server.name)) \(unread.what)",
                    unread.severity == .error ? scan : unread.advice)
            case .success(let known):
                switch known.entry(host: source.host, port: source.port) {
                case .known: return nil
                case .unknown:
                    return finding(
                        .error,
                        "\(path) has no key of \(host) (server \(server.name))"
                            + (known.isEmpty ? "; it lists no hosts" : ""), scan)
                case .unsupported:
                    return finding(
                        .error,
                        "\(path) has \(host) (server \(server.name)) only by a wildcard or a certificate authority, which "
                            + "are not supported", scan)
                }
            }
        }
    }

    private struct Unread: Error {
        var severity: PreflightFinding.Severity
        var what: String
        var advice: String { "check as the daemon's user: sudo -u entrada entradactl config check" }
    }

    private func read(_ path: String, _ machine: any Machine) -> Result<KnownHostsFile, Unread> {
        switch machine.look(at: path) {
        case .missing: .failure(Unread(severity: .error, what: "does not exist"))
        case .directory, .other: .failure(Unread(severity: .error, what: "is not a file"))
        case .hidden(let reason): .failure(Unread(severity: .warning, what: "could not be checked (\(reason))"))
        case .file:
            switch machine.read(path, limit: KnownHostsFile.largest) {
            case .bytes(let bytes): .success(KnownHostsFile(bytes))
            case .refused(let reason):
                .failure(Unread(severity: .warning, what: "could not be read (\(reason)), so it was not checked"))
            }
        }
    }
}
