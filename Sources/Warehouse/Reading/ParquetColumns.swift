import Glibc

/// The columns of a Parquet file as its footer has them, to find out which files have the same: the bytes of its schema.
///
/// A footer is `FileMetaData` in Thrift's compact protocol, 4 bytes with its length, `PAR1`. It begins with the version
/// and the schema. Nothing is interpreted but the lengths.
struct ParquetColumns: Hashable {
    private let schema: [UInt8]

    /// Longer schemas are not looked at: tables have some 70 columns, 2 kB of schema.
    private static let readBytes = 1 << 15

    /// nil: it can't be read, or is not understood.
    ///
    /// - Parameter known: columns that it may well have; a file that has them is understood at a glance.
    init?(ofFile path: String, like known: ParquetColumns? = nil) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= 12 else { return nil }
        let size = Int(status.st_size)
        guard let tail = Self.bytes(descriptor, at: size - 8, count: 8), tail[4...].elementsEqual("PAR1".utf8) else {
            return nil
        }
        let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= size - 12,
            let footer = Self.bytes(descriptor, at: size - 8 - length, count: min(length, Self.readBytes))
        else { return nil }
        // A schema says how long it is: a footer that begins with the same bytes has the same one.
        if let known, known.schema.count <= footer.count,
            memcmp(known.schema, footer, known.schema.count) == 0
        {
            self = known
            return
        }
        var reader = ThriftSkimmer(bytes: footer)
        guard reader.skipField(1), reader.skipField(2) else { return nil }
        schema = Array(footer[..<reader.position])
    }

    private static func bytes(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
        return bytes.count == count ? bytes : nil
    }
}
