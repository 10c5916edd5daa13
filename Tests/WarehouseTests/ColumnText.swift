import Tables

/// Text into columns, as a decoder does it.
extension TextColumn {
    func set(_ row: Int, text: String) {
        var text = text
        text.withUTF8 { set(row, copying: UnsafeRawBufferPointer($0)) }
    }
}

extension ByteArena {
    func append(text: String) -> TextSlice {
        var text = text
        return text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }
}

extension DictionaryColumn {
    func set(_ row: Int, text: String) { set(row, code: dictionary.add(text)) }
}
