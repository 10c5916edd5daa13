import TOMLKit

extension ParameterReader {
    private static let tableNames = ["dns", "icmp", "flows"]

    /// Names of tables, each of them known.
    func tables() -> [String]? {
        guard let names = table.texts("tables") else { return nil }
        for (index, name) in names.enumerated() where !ParameterReader.tableNames.contains(name) {
            table.document.report(
                table.path.appending("tables").appending(String(index)), "unknown table '\(name)'",
                EditDistance.suggestion(for: name, among: ParameterReader.tableNames)
                    ?? "known values are \(ParameterReader.tableNames.joined(separator: ", "))")
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
        if ReferenceURL.isTrusted(text) { return text }
        table.report(key, "'\(key)' is '\(text)' and must begin with https:// or file:///")
        return nil
    }

    func urls(_ key: String) -> [String]? {
        guard let texts = table.texts(key) else { return nil }
        for (index, text) in texts.enumerated() where !ReferenceURL.isTrusted(text) {
            table.document.report(
                table.path.appending(key).appending(String(index)),
                "'\(key)' contains '\(text)', which must begin with https:// or file:///")
        }
        return texts
    }

    /// The name of a public resolver becomes the name of a file and the value of a column.
    func checkResolverName(_ name: String) {
        let isGood =
            (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
        if !isGood {
            table.report(name, "'\(name)' can't be the name of a resolver", "use letters, digits and '-', 32 at most")
        }
    }

    func ports() -> [Int]? {
        guard let array = table.read("ports", "an array of whole numbers", { $0.array }) else { return nil }
        let ports = array.compactMap { $0.int }
        guard ports.count == array.count, !ports.isEmpty, ports.allSatisfy((1...65_535).contains) else {
            table.report("ports", "'ports' must hold at least one port from 1 to 65535, and nothing else")
            return nil
        }
        return ports
    }

    func tunnels() -> [String]? {
        let known = ["gre", "erspan", "vxlan", "ipip", "geneve", "gtpu", "l2tp", "mpls", "teredo"]
        guard let names = table.texts("tunnels") else { return nil }
        for (index, name) in names.enumerated() where !known.contains(name) {
            table.document.report(
                table.path.appending("tunnels").appending(String(index)), "unknown tunnel '\(name)'",
                EditDistance.suggestion(for: name, among: known) ?? "known values are \(known.joined(separator: ", "))")
        }
        return names
    }

    func serverAddresses(_ key: String) -> [String]? {
        guard let texts = table.texts(key) else { return nil }
        for (index, text) in texts.enumerated() where !NetworkPrefixText.isValid(text) || text.contains("/") {
            table.document.report(
                table.path.appending(key).appending(String(index)), "'\(text)' is not an address",
                "write 192.0.2.53 or 2001:db8::53")
        }
        return texts
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
