import Foundation
import RealServers
import Tables

@testable import Warehouse

/// An engine and a directory, and short ways to write files and to read them.
struct EngineBench {
    let folder: TestFolder
    let engine: Engine

    init(_ settings: EngineSettings = .decoding) throws {
        folder = try TestFolder()
        engine = try Engine(settings)
    }

    @discardableResult
    func write(_ batches: [ColumnBatch], as name: String) throws -> ParquetFile {
        let schema = batches.first?.schema ?? .dns
        let writer = try DuckDBParquetWriter(engine: engine, schema: schema, path: folder[name])
        for batch in batches { try writer.write(batch) }
        return try writer.finish()
    }

    /// The rows of a query in which `FILE` stands for a written file.
    func rows(_ sql: String, _ name: String = "a.parquet") throws -> [[String?]] {
        try engine.connect().rows(sql.replacing("FILE", with: SQLText.literal(folder[name])))
    }

    func value(_ sql: String, _ name: String = "a.parquet") throws -> String? {
        try rows(sql, name).first?.first ?? nil
    }
}
