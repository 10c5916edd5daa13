/// A row of a query's result with every value as text; a column that is missing here is NULL.
struct Row: CustomStringConvertible {
    private(set) var values: [String: String]

    init(_ values: [String: String?]) { self.values = values.compactMapValues { $0 } }

    subscript(_ column: String) -> String? { values[column] }

    func integer(_ column: String) -> Int? { values[column].flatMap { Int($0) } }

    /// What is not as expected; nil: NULL.
    func differences(_ expected: KeyValuePairs<String, String?>) -> [String] {
        expected.compactMap { name, value in
            values[name] == value ? nil : "\(name) is \(values[name] ?? "NULL"), not \(value ?? "NULL")"
        }
    }

    var description: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
