import Jobs

/// The directories on this machine that captures come from are there.
struct LocalDirectoryCheck: PreflightCheck {
    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        scene.servers.compactMap { server in
            guard case .local(let source) = server.source else { return nil }
            func finding(
                _ severity: PreflightFinding.Severity, _ what: String, _ advice: String
            ) -> PreflightFinding {
                scene.finding(
                    severity, at: ["servers", server.name, "directory"],
                    "the directory \(source.directory) (server \(server.name)) \(what)", advice)
            }
            return switch scene.machine.look(at: source.directory) {
            case .directory: nil
            case .missing: finding(.error, "does not exist", "create it, mount it, or correct 'directory'")
            case .file, .other: finding(.error, "is not a directory", "name the directory that the captures are in")
            case .hidden(let reason):
                finding(.warning, "could not be checked (\(reason))", "let the daemon's user enter it")
            }
        }
    }
}
