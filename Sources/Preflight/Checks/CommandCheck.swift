import Jobs

/// Programs of commands can be started, in a directory that is there.
struct CommandCheck: PreflightCheck {
    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        scene.enabledJobs.flatMap { job -> [PreflightFinding] in
            guard let parameters = job.parameters.as(CommandParameters.self) else { return [] }
            return program(parameters.program, job, scene) + directory(parameters.workingDirectory, job, scene)
        }
    }

    private func program(_ path: String, _ job: JobDefinition, _ scene: PreflightScene) -> [PreflightFinding] {
        func finding(_ severity: PreflightFinding.Severity, _ what: String, _ advice: String) -> [PreflightFinding] {
            [scene.finding(severity, job, at: ["parameters", "program"], "the program \(path) \(what)", advice)]
        }
        switch scene.machine.look(at: path) {
        case .file(let mode) where mode & 0o111 != 0: return []
        case .file:
            return finding(.error, "is not executable", "chmod +x \(path), or name its interpreter as the program")
        case .missing: return finding(.error, "does not exist", "install it, or correct 'program'")
        case .directory, .other: return finding(.error, "is not a program", "name the file of the program")
        case .hidden(let reason):
            return finding(.warning, "could not be checked (\(reason))", "let the user of the job execute it")
        }
    }

    private func directory(_ path: String?, _ job: JobDefinition, _ scene: PreflightScene) -> [PreflightFinding] {
        guard let path else { return [] }
        func finding(_ severity: PreflightFinding.Severity, _ what: String, _ advice: String) -> [PreflightFinding] {
            [
                scene.finding(
                    severity, job, at: ["parameters", "directory"], "the working directory \(path) \(what)",
                    advice)
            ]
        }
        switch scene.machine.look(at: path) {
        case .directory: return []
        case .missing: return finding(.error, "does not exist", "create it, or omit 'directory'")
        case .file, .other: return finding(.error, "is not a directory", "correct 'directory'")
        case .hidden(let reason):
            return finding(.warning, "could not be checked (\(reason))", "let the user of the job enter it")
        }
    }
}
