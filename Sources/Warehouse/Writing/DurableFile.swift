import DurableIO

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
