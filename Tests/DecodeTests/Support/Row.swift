import Tables

/// A row of a batch with every value as text; a column that is missing here is NULL.
struct Row: Hashable, CustomStringConvertible {
    private(set) var values: [String: String] = [:]

    init(_ batch: ColumnBatch, _ row: Int) {
        for (column, storage) in zip(batch.schema.columns, batch.columns) {
            if let text = Self.text(storage, row) { values[column.name] = text }
        }
    }

    subscript(_ column: String) -> String? {
        precondition(
            TableSchema.dns.index(of: column) != nil || TableSchema.icmp.index(of: column) != nil,
            "there is no column \(column)")
        return values[column]
    }

    func integer(_ column: String) -> Int? { self[column].flatMap { Int($0) } }

    /// Whether all these columns have these values; nil: NULL.
    func has(_ expected: KeyValuePairs<String, String?>) -> Bool { differences(expected).isEmpty }

    func differences(_ expected: KeyValuePairs<String, String?>) -> [String] {
        expected.compactMap { name, value in
            self[name] == value ? nil : "\(name) is \(self[name] ?? "NULL"), not \(value ?? "NULL")"
        }
    }

    /// The row without its lineage.
    var content: Row {
        var copy = self
        copy.values["capture_id"] = nil
        copy.values["capture_frame"] = nil
        return copy
    }

    var description: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    private static func text(_ storage: any ColumnStorage, _ row: Int) -> String? {
        switch storage {
        case let column as DictionaryColumn: column.string(row)
        case let column as TextColumn: column.string(row)
        case let column as FixedColumn<Int32>: column.value(row).map { String($0) }
        case let column as FixedColumn<Int64>: column.value(row).map { String($0) }
        case let column as FixedColumn<Bool>: column.value(row).map { $0 ? "true" : "false" }
        case let column as Int32ListColumn: column.list(row).map { $0.map { String($0) }.joined(separator: ",") }
        case let column as TextListColumn: column.list(row).map { $0.joined(separator: ",") }
        case let column as RecordListColumn: records(column, row)
        default: preconditionFailure("a column of unknown storage")
        }
    }

    /// A line for each record: section, name, TTL, class, type, data.
    private static func records(_ column: RecordListColumn, _ row: Int) -> String? {
        let slice = column.lists[row]
        if slice.isNull { return nil }
        func text(_ slice: TextSlice) -> String {
            slice.isNull ? "NULL" : String(validating: column.arena.bytes(slice), as: UTF8.self) ?? "not UTF-8"
        }
        return column.values[Int(slice.start)..<Int(slice.start + slice.count)].map {
            "\($0.section) \(text($0.name)) \($0.ttl) \($0.recordClass) \($0.type) \(text($0.data))"
        }.joined(separator: "\n")
    }
}
