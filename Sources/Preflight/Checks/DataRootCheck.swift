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
