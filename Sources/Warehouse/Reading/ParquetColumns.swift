import Dispatch
import Foundation
import Synchronization

/// The columns of a Parquet file as its footer has them, to find out which files have the same: the bytes of its schema.
///
/// A footer is `FileMetaData` in Thrift's compact protocol, 4 bytes with its length, `PAR1`. It begins with the version
/// and the schema. Nothing is interpreted but the lengths.
struct ParquetColumns: Equatable, Sendable {
    private let schema: [UInt8]

    /// Longer schemas are not looked at: tables have some 70 columns, 2 kB of schema.
    private static let readBytes = 1 << 15
    /// Of the end of a file, at first: a small file's footer is in it as a whole.
    private static let tailBytes = 1 << 14

    /// Those of many files, in their order; read by as many threads as there are processors.
    static func all(ofFiles paths: [String]) -> [ParquetColumns?] {
        guard let first = paths.first else { return [] }
        let known = ParquetColumns(ofFile: first)
        let slices = min(paths.count, ProcessInfo.processInfo.activeProcessorCount)
        let found = Mutex([[ParquetColumns?]](repeating: [], count: slices))
        DispatchQueue.concurrentPerform(iterations: slices) { slice in
            let range = paths.count * slice / slices..<paths.count * (slice + 1) / slices
            let columns = paths[range].map { ParquetColumns(ofFile: $0, like: known) }
            found.withLock { $0[slice] = columns }
        }
        return found.withLock { $0.flatMap(\.self) }
    }

    /// `nil`: it can't be read, or is not understood.
    ///
    /// - Parameter known: columns that it may well have; a file that has them is understood at a glance.
    init?(ofFile path: String, like known: ParquetColumns? = nil) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= 12 else { return nil }
        let size = Int(status.st_size)
        guard let tail = Self.bytes(descriptor, at: max(0, size - Self.tailBytes), count: min(size, Self.tailBytes)),
            tail.suffix(4).elementsEqual("PAR1".utf8)
        else { return nil }
        let length = tail.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= size - 12 else { return nil }
        let footer: ArraySlice<UInt8>
        if length + 8 <= tail.count {
            footer = tail.suffix(length + 8).dropLast(8)
        } else {
            let count = min(length, Self.readBytes)
            guard let bytes = Self.bytes(descriptor, at: size - 8 - length, count: count) else { return nil }
            footer = bytes[...]
        }
        // A schema says how long it is: a footer that begins with the same bytes has the same one.
        if let known, footer.starts(with: known.schema) {
            self = known
            return
        }
        let bytes = Array(footer)
        var reader = ThriftSkimmer(bytes: bytes)
        guard reader.skipField(1), reader.skipField(2) else { return nil }
        schema = Array(bytes[..<reader.position])
    }

    private static func bytes(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
        return bytes.count == count ? bytes : nil
    }
}
