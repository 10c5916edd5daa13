extension ParameterReader {
    private static let tableNames = ["dns", "icmp", "flows"]

    /// Names of tables, each of them known.
    func tables() -> [String]? {
        guard let names = table.texts("tables") else { return nil }
        for (index, name) in names.enumerated() where !ParameterReader.tableNames.contains(name) {
            table.document.report(
                table.path.appending("tables").appending(String(index)), "unknown table '\(name)'",
                EditDistance.suggestion(for: name, among: ParameterReader.tableNames)
                    ?? "known are \(ParameterReader.tableNames.joined(separator: ", "))")
        }
        if names.isEmpty { table.report("tables", "'tables' is empty", "name one, or disable the job") }
        return names
    }

    /// A glob for names of files in one directory.
    func pattern() -> String? {
        guard let pattern = table.text("pattern") else { return nil }
        if pattern.isEmpty || pattern.contains("/") {
            table.report(
                "pattern", "'pattern' is '\(pattern)' and must be a glob for names of files, such as '*.pcap*'")
            return nil
        }
        return pattern
    }

    func url(_ key: String) -> String? {
        guard let text = table.text(key) else { return nil }
        if text.hasPrefix("https://") || text.hasPrefix("file:///") { return text }
        table.report(key, "'\(key)' is '\(text)' and must begin with https:// or file:///")
        return nil
    }

    func oneOf(_ key: String, _ known: [String]) -> String? {
        guard let text = table.text(key) else { return nil }
        if known.contains(text) { return text }
        table.report(
            key, "'\(key)' is '\(text)' and must be one of \(known.joined(separator: ", "))",
            EditDistance.suggestion(for: text, among: known))
        return nil
    }
}
