import Preflight

/// A machine that is written down: what is not in it is missing.
struct PaperMachine: Machine {
    var paths: [String: PathContent] = [:]
    var texts: [String: String] = [:]
    var users: Set<String> = ["root"]
    var isRoot = true

    func look(at path: String) -> PathContent { paths[path] ?? (texts[path] == nil ? .missing : .file(mode: 0o600)) }

    func read(_ path: String, limit: Int) -> ReadContent {
        guard let text = texts[path] else { return .refused(reason: "Permission denied") }
        return text.utf8.count <= limit ? .bytes(Array(text.utf8)) : .refused(reason: "too large")
    }

    func knowsUser(_ name: String) -> Bool { users.contains(name) }
}
