import Jobs

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
