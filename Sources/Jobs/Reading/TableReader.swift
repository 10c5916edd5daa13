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
