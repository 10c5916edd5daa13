/// Names that more than one kind of job, or a job and the configuration, read alike.
extension TableReader {
    private static let tableNames = ["dns", "icmp", "flows"]

    /// Names of tables, each of them known.
    func tableNames() -> [String]? {
        guard let names = texts("tables") else { return nil }
        for (index, name) in names.enumerated() where !Self.tableNames.contains(name) {
            document.report(
                path.appending("tables").appending(String(index)), "unknown table '\(name)'",
                EditDistance.suggestion(for: name, among: Self.tableNames)
                    ?? "known are \(Self.tableNames.joined(separator: ", "))")
        }
        if names.isEmpty { report("tables", "'tables' is empty", "name one, or disable the job") }
        return names
    }

    /// A glob for names of files in one directory.
    func pattern() -> String? {
        guard let pattern = text("pattern") else { return nil }
        if pattern.isEmpty || pattern.contains("/") {
            report("pattern", "'pattern' is '\(pattern)' and must be a glob for names of files, such as '*.pcap*'")
            return nil
        }
        return pattern
    }

    /// The name of a public resolver becomes the name of a file and the value of a column.
    func checkResolverName(_ name: String) {
        let isGood =
            (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
        if !isGood {
            report(name, "'\(name)' can't be the name of a resolver", "use letters, digits and '-', 32 at most")
        }
    }
}
