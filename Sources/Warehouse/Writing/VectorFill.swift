import CDuckDB
import Tables

/// Copies a run of rows of a column into a vector of DuckDB. Text is pointed to, not copied: the batch must live until
/// the vector has been consumed.
enum VectorFill {
    static func fill(_ vector: duckdb_vector, _ column: any ColumnStorage, from row: Int, count: Int) {
        switch column {
        case let column as DictionaryColumn: dictionary(vector, column, row, count)
        case let column as FixedColumn<Int32>: fixed(vector, column, row, count)
        case let column as FixedColumn<Int64>: fixed(vector, column, row, count)
        case let column as FixedColumn<Bool>: fixed(vector, column, row, count)
        case let column as TextColumn: text(vector, column, row, count)
        case let column as Int32ListColumn: integers(vector, column, row, count)
        case let column as TextListColumn: texts(vector, column, row, count)
        case let column as RecordListColumn: records(vector, column, row, count)
        default: preconditionFailure("a column without a vector")
        }
    }

    /// The validity words of a vector, all rows invalid.
    @inline(__always)
    private static func emptyValidity(_ vector: duckdb_vector, _ count: Int) -> UnsafeMutablePointer<UInt64>? {
        duckdb_vector_ensure_validity_writable(vector)
        guard let validity = duckdb_vector_get_validity(vector) else { return nil }
        validity.update(repeating: 0, count: (count + 63) / 64)
        return validity
    }

    @inline(__always)
    private static func fixed<Value: BitwiseCopyable>(
        _ vector: duckdb_vector, _ column: FixedColumn<Value>, _ row: Int, _ count: Int
    ) {
        // Runs start at multiples of the vector size, so that words of validity can be copied.
        precondition(row & 63 == 0)
        let words = (count + 63) / 64
        duckdb_vector_ensure_validity_writable(vector)
        guard let data = duckdb_vector_get_data(vector), let validity = duckdb_vector_get_validity(vector) else {
            return
        }
        data.copyMemory(from: column.values + row, byteCount: count * MemoryLayout<Value>.stride)
        validity.update(from: column.validity + (row >> 6), count: words)
    }

    private static func dictionary(_ vector: duckdb_vector, _ column: DictionaryColumn, _ row: Int, _ count: Int) {
        guard let validity = emptyValidity(vector, count), let data = duckdb_vector_get_data(vector) else { return }
        let dictionary = column.dictionary
        dictionary.entries.withUnsafeBufferPointer { entries in
            for index in 0..<count {
                let code = column.codes[row + index]
                guard code >= 0 else { continue }
                validity[index >> 6] |= 1 << UInt64(index & 63)
                StringCell.write(data + index * StringCell.size, dictionary.arena.bytes(entries[Int(code)]))
            }
        }
    }

    private static func text(_ vector: duckdb_vector, _ column: TextColumn, _ row: Int, _ count: Int) {
        strings(vector, column.arena, count) { column.slices[row + $0] }
    }

    @inline(__always)
    private static func strings(
        _ vector: duckdb_vector?, _ arena: ByteArena, _ count: Int, _ slice: (Int) -> TextSlice
    ) {
        guard let vector, let validity = emptyValidity(vector, count), let data = duckdb_vector_get_data(vector) else {
            return
        }
        for index in 0..<count {
            let slice = slice(index)
            if slice.isNull { continue }
            validity[index >> 6] |= 1 << UInt64(index & 63)
            StringCell.write(data + index * StringCell.size, arena.bytes(slice))
        }
    }

    /// Writes offsets and validity of lists; gives how many elements they hold, from which on.
    private static func lists(
        _ vector: duckdb_vector, _ slices: UnsafeMutablePointer<ListSlice>, _ row: Int, _ count: Int
    ) -> (first: Int, elements: Int) {
        guard let validity = emptyValidity(vector, count), let data = duckdb_vector_get_data(vector) else {
            return (0, 0)
        }
        let entries = data.assumingMemoryBound(to: duckdb_list_entry.self)
        // Rows may have got their lists in any order: the run of elements that belongs to these rows.
        var first = Int.max
        var end = 0
        for index in 0..<count where slices[row + index].count > 0 {
            let slice = slices[row + index]
            first = min(first, Int(slice.start))
            end = max(end, Int(slice.start) + Int(slice.count))
        }
        for index in 0..<count {
            let slice = slices[row + index]
            if !slice.isNull { validity[index >> 6] |= 1 << UInt64(index & 63) }
            entries[index] =
                slice.count > 0
                ? duckdb_list_entry(offset: UInt64(Int(slice.start) - first), length: UInt64(slice.count))
                : duckdb_list_entry(offset: 0, length: 0)
        }
        let elements = max(0, end - min(first, end))
        duckdb_list_vector_reserve(vector, idx_t(elements))
        duckdb_list_vector_set_size(vector, idx_t(elements))
        return (elements > 0 ? first : 0, elements)
    }

    private static func integers(_ vector: duckdb_vector, _ column: Int32ListColumn, _ row: Int, _ count: Int) {
        let (first, elements) = lists(vector, column.lists, row, count)
        guard elements > 0, let data = duckdb_vector_get_data(duckdb_list_vector_get_child(vector)) else { return }
        column.values.withUnsafeBytes { values in
            guard let base = values.baseAddress else { return }
            data.copyMemory(from: base + first * 4, byteCount: elements * 4)
        }
    }

    private static func texts(_ vector: duckdb_vector, _ column: TextListColumn, _ row: Int, _ count: Int) {
        let (first, elements) = lists(vector, column.lists, row, count)
        guard elements > 0, let child = duckdb_list_vector_get_child(vector) else { return }
        strings(child, column.arena, elements) { column.values[first + $0] }
    }

    private static func records(_ vector: duckdb_vector, _ column: RecordListColumn, _ row: Int, _ count: Int) {
        let (first, elements) = lists(vector, column.lists, row, count)
        guard elements > 0, let child = duckdb_list_vector_get_child(vector) else { return }
        func member(_ index: idx_t) -> UnsafeMutableRawPointer? {
            duckdb_vector_get_data(duckdb_struct_vector_get_child(child, index))
        }
        guard let section = member(0), let type = member(2), let recordClass = member(3), let ttl = member(4) else {
            return
        }
        strings(duckdb_struct_vector_get_child(child, 1), column.arena, elements) { column.values[first + $0].name }
        strings(duckdb_struct_vector_get_child(child, 5), column.arena, elements) { column.values[first + $0].data }
        for index in 0..<elements {
            let record = column.values[first + index]
            section.storeBytes(of: record.section, toByteOffset: index * 4, as: Int32.self)
            type.storeBytes(of: record.type, toByteOffset: index * 4, as: Int32.self)
            recordClass.storeBytes(of: record.recordClass, toByteOffset: index * 4, as: Int32.self)
            ttl.storeBytes(of: record.ttl, toByteOffset: index * 8, as: Int64.self)
        }
    }
}
