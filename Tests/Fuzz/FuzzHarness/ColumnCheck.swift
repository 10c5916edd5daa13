import Tables

/// Whether what a column holds can be written: slices within their memory, texts in UTF-8, codes of dictionaries known.
enum ColumnCheck {
    static func add(_ storage: any ColumnStorage, to sums: inout [RowHash]) throws(RowFault) {
        switch storage {
        case let column as FixedColumn<Int32>: fixed(column, &sums) { UInt64(bitPattern: Int64($0)) }
        case let column as FixedColumn<Int64>: fixed(column, &sums) { UInt64(bitPattern: $0) }
        case let column as FixedColumn<Bool>: fixed(column, &sums) { $0 ? 1 : 0 }
        case let column as DictionaryColumn: try dictionary(column, &sums)
        case let column as TextColumn:
            for row in sums.indices { try text(column.slices[row], column.arena, &sums[row]) }
        case let column as Int32ListColumn:
            try list(column.lists, column.values.count, &sums) { $1.add(UInt64(bitPattern: Int64(column.values[$0]))) }
        case let column as TextListColumn:
            try list(column.lists, column.values.count, &sums) { (index, sum) throws(RowFault) in
                try text(column.values[index], column.arena, &sum)
            }
        case let column as RecordListColumn:
            try list(column.lists, column.values.count, &sums) { (index, sum) throws(RowFault) in
                try record(column.values[index], column.arena, &sum)
            }
        default: throw RowFault("a column of unknown storage")
        }
    }

    /// Whether every row has a value.
    static func always(_ storage: any ColumnStorage, rows: Int) throws(RowFault) {
        for row in 0..<rows {
            let isThere =
                switch storage {
                case let column as Int32Column: column.value(row) != nil
                case let column as Int64Column: column.value(row) != nil
                case let column as BoolColumn: column.value(row) != nil
                case let column as DictionaryColumn: column.codes[row] >= 0
                case let column as TextColumn: !column.slices[row].isNull
                case let column as Int32ListColumn: !column.lists[row].isNull
                case let column as TextListColumn: !column.lists[row].isNull
                case let column as RecordListColumn: !column.lists[row].isNull
                default: false
                }
            try RowFault.unless(isThere, "NULL, where there is always a value")
        }
    }

    private static func fixed<Value>(
        _ column: FixedColumn<Value>, _ sums: inout [RowHash], _ word: (Value) -> UInt64
    ) {
        for row in sums.indices {
            if let value = column.value(row) { sums[row].add(word(value)) } else { sums[row].addNull() }
        }
    }

    private static func dictionary(_ column: DictionaryColumn, _ sums: inout [RowHash]) throws(RowFault) {
        for row in sums.indices {
            let code = Int(column.codes[row])
            try RowFault.unless(code >= -1 && code < column.dictionary.entries.count, "a code that nobody knows")
            if code < 0 {
                sums[row].addNull()
            } else {
                try text(column.dictionary.entries[code], column.dictionary.arena, &sums[row])
            }
        }
    }

    private static func text(_ slice: TextSlice, _ arena: ByteArena, _ sum: inout RowHash) throws(RowFault) {
        if slice.isNull { return sum.addNull() }
        try RowFault.unless(Int(slice.offset) + Int(slice.length) <= arena.count, "a text outside its memory")
        let bytes = arena.bytes(slice)
        if !bytes.allSatisfy({ $0 < 0x80 }) {
            try RowFault.unless(String(validating: bytes, as: UTF8.self) != nil, "a text that is not UTF-8")
        }
        sum.add(bytes)
    }

    private static func list(
        _ lists: UnsafeMutablePointer<ListSlice>, _ values: Int, _ sums: inout [RowHash],
        _ element: (Int, inout RowHash) throws(RowFault) -> Void
    ) throws(RowFault) {
        for row in sums.indices {
            let slice = lists[row]
            if slice.isNull {
                sums[row].addNull()
                continue
            }
            let end = Int(slice.start) + Int(slice.count)
            try RowFault.unless(end <= values, "a list outside its memory")
            sums[row].add(UInt64(slice.count))
            for index in Int(slice.start)..<end { try element(index, &sums[row]) }
        }
    }

    private static func record(
        _ record: RecordListColumn.Record, _ arena: ByteArena, _ sum: inout RowHash
    ) throws(RowFault) {
        sum.add(UInt64(bitPattern: Int64(record.section)))
        sum.add(UInt64(bitPattern: Int64(record.type)))
        sum.add(UInt64(bitPattern: Int64(record.recordClass)))
        sum.add(UInt64(bitPattern: record.ttl))
        // A name that is malformed is NULL.
        try RowFault.unless(!record.data.isNull, "a record without data")
        try text(record.name, arena, &sum)
        try text(record.data, arena, &sum)
    }
}

/// What is wrong with a row that was given out.
public struct RowFault: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }

    static func unless(_ isRight: Bool, _ description: @autoclosure () -> String) throws(RowFault) {
        if !isRight { throw RowFault(description()) }
    }
}
