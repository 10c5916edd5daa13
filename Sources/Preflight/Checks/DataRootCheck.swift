import Jobs

/// The data root is there: the daemon makes what is below it, and never the directory itself, which a path that is
/// mistyped or a disk that is not mounted would otherwise replace by an empty one.
struct DataRootCheck: PreflightCheck {
    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        let root = scene.configuration.dataRoot
        func finding(_ severity: PreflightFinding.Severity, _ what: String, _ advice: String) -> [PreflightFinding] {
            [scene.finding(severity, at: ["data_root"], "the data root \(root) \(what)", advice)]
        }
        switch scene.machine.look(at: root) {
        case .directory: return []
        case .missing:
            return finding(
                .error, "does not exist",
                "mount its disk, or create it: install -d -m 750 -o entrada -g entrada \(root); or correct data_root")
        case .hidden(let reason):
            return finding(.warning, "could not be checked (\(reason))", "run this as the daemon's user, or as root")
        case .file, .other: return finding(.error, "is not a directory", "correct data_root, or ENTRADA_DATA_ROOT")
        }
    }
}

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

/// Commands run as users whom the machine knows, by a daemon that can become them.
struct UserCheck: PreflightCheck {
    /// Whether this process is the daemon: then it is known whether it is root.
    let isDaemon: Bool

    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        scene.enabledJobs.compactMap { job in
            guard let user = job.parameters.as(CommandParameters.self)?.user else { return nil }
            func finding(
                _ severity: PreflightFinding.Severity, _ what: String, _ advice: String
            ) -> PreflightFinding {
                scene.finding(severity, job, at: ["parameters", "user"], "it should run as '\(user)', \(what)", advice)
            }
            let advice = "omit 'user' to run it as the daemon's user, or set enabled = false"
            if isDaemon, !scene.machine.isRoot {
                return finding(.error, "but the daemon is not root and cannot change users", advice)
            }
            if !scene.machine.knowsUser(user) {
                return finding(
                    .error, "who does not exist on this machine", "create the user, or write another one")
            }
            if isDaemon { return nil }
            return scene.machine.isRoot
                ? nil : finding(.warning, "which only a daemon that runs as root can do", advice)
        }
    }
}
