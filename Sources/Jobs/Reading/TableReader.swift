import TOMLKit

/// Reads one table of a document by keys, and remembers which keys were asked for: what remains is unknown.
///
/// A wrong value is reported and read as if it were not there, so that reading goes on and finds the next problem.
public final class TableReader {
    let document: Document
    let path: DocumentPath
    private let table: TOMLTable
    private var known: Set<String> = []

    init(document: Document, path: DocumentPath = [], table: TOMLTable? = nil) {
        self.document = document
        self.path = path
        self.table = table ?? document.root
    }

    /// Sorted.
    public var keys: [String] { table.keys.sorted() }

    public func has(_ key: String) -> Bool { table[key] != nil }

    func line(of key: String) -> Int { document.line(of: path.appending(key)) }

    public func report(_ key: String, _ message: String, _ suggestion: String? = nil) {
        document.report(path.appending(key), message, suggestion)
    }

    /// The value of a key, or nil with a report when it is of another type.
    func read<Value>(
        _ key: String, _ expected: String, _ convert: (any TOMLValueConvertible) -> Value?
    ) -> Value? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        if let result = convert(value) { return result }
        report(key, "'\(key)' must be \(expected), and is \(TableReader.name(of: value.type))")
        return nil
    }

    /// The table of a key, to be read by its own keys.
    public func table(_ key: String) -> TableReader? {
        read(key, "a table") { $0.table }.map {
            TableReader(document: document, path: path.appending(key), table: $0)
        }
    }

    /// Reports that a key is missing.
    public func require(_ key: String, _ advice: String) {
        known.insert(key)
        guard !has(key) else { return }
        let place = path.parts.isEmpty ? "" : " in [\(path)]"
        document.report(path, "'\(key)' is missing\(place)", advice)
    }

    /// Reports the keys that were never asked for.
    public func finish() {
        for key in keys where !known.contains(key) {
            let place = path.parts.isEmpty ? "" : " in [\(path)]"
            let unused = known.sorted()
            report(
                key, "unknown key '\(key)'\(place)",
                EditDistance.suggestion(for: key, among: unused)
                    ?? (unused.isEmpty
                        ? "there are no keys here" : "known keys are \(unused.joined(separator: ", "))"))
        }
    }

    private static func name(of type: TOMLType) -> String {
        switch type {
        case .table: "a table"
        case .array: "an array"
        case .string: "a text"
        case .int: "a whole number"
        case .double: "a number with a fraction"
        case .bool: "true or false"
        case .date, .time, .dateTime: "a date or time"
        }
    }
}

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
