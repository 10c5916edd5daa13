/// Kinds of job are told apart in `Kinds/` and in the registries, and nowhere else: what others have to know of a kind is
/// one of its traits.
enum KindRules {
    /// Files that name kinds all the same, and why.
    static let exceptions = [
        "Sources/Ledger/Runs/LedgerView+Runs.swift": "one statement orders what may start: captures by their chains",
        "Sources/Reconciliation/ReconcileResult.swift": "it reads the ledger alone, which has results by kinds",
        "Sources/Control/Reports/ServersReport.swift": "it reads the ledger alone, where a fetch is a run of that kind",
        "Sources/Control/Reports/Diagnosis+Server.swift": "it explains the way of a capture by the jobs that make it",
        "Sources/Control/Reports/Diagnosis+Capture.swift": "it explains the way of a capture by the jobs that make it",
    ]

    /// The names of the kinds that these files declare.
    static func declared(in files: [SourceText]) -> Set<String> {
        let folder = files.filter { $0.path.hasPrefix("Sources/Jobs/Kinds/") }
        return Set(
            folder.flatMap { $0.text.matches(of: /static let \w+ = JobKind\(\s*"(\w+)"/).map { String($0.output.1) } })
    }

    private static func comparisons(in text: Substring) -> [String] {
        [
            /[kK]ind[?!)]*\s*[!=]=\s*(?:JobKind)?[."](\w+)/, /JobKind\.(\w+)/, /ofKind: "(\w+)"/,
            /(?:^|[^A-Za-z_])kind\s*=\s*'(\w+)'/,
        ].flatMap { text.matches(of: $0.wordBoundaryKind(.simple)).map { String($0.output.1) } }
    }

    /// Comparisons with one kind, and cases of a `switch` over kinds.
    static func named(_ file: SourceText, kinds: Set<String>) -> [Violation] {
        if file.path.contains("/Kinds/") || ["JobKinds", "JobRunners"].contains(file.name) { return [] }
        var found: [Violation] = []
        // How far the `switch` over kinds is indented that a line is in.
        var open: Int?
        for (number, line) in file.code {
            let text = line.drop { $0 == " " }
            let indentation = line.count - text.count
            if let depth = open, indentation == depth, text.hasPrefix("}") { open = nil }
            if text.contains(/switch [^{]*(?:[kK]ind|parameters)\b[^{]*\{/) { open = indentation }
            var names = comparisons(in: text)
            if open != nil, text.hasPrefix("case ") {
                names += text.matches(of: /[( ]\.(\w+)/).map { String($0.output.1) }
            }
            if let name = names.first(where: kinds.contains) {
                found.append(
                    Violation(path: file.path, line: number, message: "names the kind \(name); ask for a trait"))
            }
        }
        return found
    }
}
