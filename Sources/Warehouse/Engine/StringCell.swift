import CDuckDB

/// A string in a vector of DuckDB: length, then up to twelve bytes, or four and a pointer to all of them.
enum StringCell {
    static let size = MemoryLayout<duckdb_string_t>.size
    private static let inlineLimit = 12

    /// Points to bytes that must live until the vector is consumed.
    @inline(__always)
    static func write(_ cell: UnsafeMutableRawPointer, _ bytes: UnsafeRawBufferPointer) {
        cell.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
        if bytes.count <= inlineLimit {
            (cell + 4).storeBytes(of: 0, as: UInt64.self)
            (cell + 12).storeBytes(of: 0, as: UInt32.self)
            if let base = bytes.baseAddress { (cell + 4).copyMemory(from: base, byteCount: bytes.count) }
        } else if let base = bytes.baseAddress {
            (cell + 4).copyMemory(from: base, byteCount: 4)
            (cell + 8).storeBytes(of: base, as: UnsafeRawPointer.self)
        }
    }

    static func read(_ cell: UnsafeMutableRawPointer) -> String {
        let count = Int(cell.load(as: UInt32.self))
        let base = count <= inlineLimit ? UnsafeRawPointer(cell + 4) : (cell + 8).load(as: UnsafeRawPointer.self)
        return String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }
}
