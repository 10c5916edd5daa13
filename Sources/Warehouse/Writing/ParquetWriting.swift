import DurableIO
public import Tables

/// Writes the rows of one Parquet file.
public protocol ParquetWriting: AnyObject {
    /// Takes a batch; it belongs to the writer from now on. Waits while too much is under way.
    ///
    /// - Throws: what went wrong with this or an earlier batch; the file will not be complete.
    func write(_ batch: ColumnBatch) throws
    /// Completes the file and makes it durable; its directory entry is the caller's. Once only.
    func finish() throws -> ParquetFile
}

/// A Parquet file that is complete and durable.
public struct ParquetFile: Sendable, Equatable {
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    /// Lower-case hex.
    public var sha256: String

    public init(path: String, rows: Int64, bytes: Int64, sha256: String) {
        self.path = path
        self.rows = rows
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// Makes a file durable and takes its digest.
enum DurableFile {
    static func seal(_ path: String, rows: Int64, syncs: Bool = true) throws -> ParquetFile {
        do {
            let found = try FileHash.sha256(of: path, syncs: syncs)
            return ParquetFile(path: path, rows: rows, bytes: found.bytes, sha256: found.sha256)
        } catch let error as DiskError {
            throw WarehouseError.system(what: "\(error.action) \(path)", code: error.code, message: error.reason)
        }
    }
}
