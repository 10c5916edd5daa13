import Tables

extension ByteArena {
    func append(_ text: String) -> TextSlice {
        var text = text
        return text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    func string(_ slice: TextSlice) -> String { String(decoding: bytes(slice), as: UTF8.self) }
}
