import Tables

/// Makes sure that text is UTF-8: readers refuse a whole Parquet file for one value that is not.
enum ValidText {
    static func ensure(_ batch: ColumnBatch) {
        for column in batch.columns {
            switch column {
            case let column as TextColumn where !isASCII(column.arena):
                for row in 0..<batch.rowCount { repair(&column.slices[row], column.arena) }
            case let column as TextListColumn where !isASCII(column.arena):
                for index in column.values.indices { repair(&column.values[index], column.arena) }
            case let column as RecordListColumn where !isASCII(column.arena):
                for index in column.values.indices {
                    repair(&column.values[index].name, column.arena)
                    repair(&column.values[index].data, column.arena)
                }
            case let column as DictionaryColumn where !isASCII(column.dictionary.arena):
                // Its entries cannot be replaced; they are few, and made by ourselves.
                for entry in column.dictionary.entries {
                    precondition(
                        isUTF8(column.dictionary.arena.bytes(entry)), "a dictionary holds text that is not UTF-8")
                }
            default: break
            }
        }
    }

    /// Replaces what is not UTF-8 by U+FFFD.
    private static func repair(_ slice: inout TextSlice, _ arena: ByteArena) {
        guard !slice.isNull, !isUTF8(arena.bytes(slice)) else { return }
        var text = String(decoding: arena.bytes(slice), as: UTF8.self)
        text.withUTF8 { bytes in
            // Copied first: the arena may move while it grows.
            slice = arena.append(UnsafeRawBufferPointer(bytes))
        }
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    /// Eight bytes at a time: nearly all text is ASCII, and then there is nothing to do.
    private static func isASCII(_ arena: ByteArena) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: arena.base, count: arena.count)
        var index = 0
        var seen: UInt64 = 0
        while index + 8 <= bytes.count {
            seen |= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            seen |= UInt64(bytes[index])
            index += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
