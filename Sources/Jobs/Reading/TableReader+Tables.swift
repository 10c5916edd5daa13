import TOMLKit

extension TableReader {
    /// The tables of `[[key]]`, each to be read by its own keys.
    func tables(_ key: String) -> [TableReader] {
        guard let array = read(key, "a list of tables: [[\(key)]]", { $0.array }) else { return [] }
        return array.enumerated().compactMap { index, value in
            let place = path.appending(key).appending(String(index))
            if let table = value.table { return TableReader(document: document, path: place, table: table) }
            document.report(place, "'\(key)' must be a list of tables", "write [[\(key)]]")
            return nil
        }
    }

    /// A name of letters, digits, `-` and `_`, that no other table of the list has.
    func name(unlike others: [String]) -> String? {
        require("name", "give it a name; messages and the ledger show it")
        guard let name = text("name") else { return nil }
        let isGood =
            !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
            }
        if !isGood { report("name", "'\(name)' can't be a name", "use letters, digits, '-' and '_', at most 64") }
        if others.contains(name) { report("name", "'\(name)' is there twice", "give one of them another name") }
        return isGood ? name : nil
    }
}
