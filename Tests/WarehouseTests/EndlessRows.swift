import CDuckDB
import Tables

@testable import Warehouse

/// Rows without end, all NULL or whatever stands in memory; says when the first are asked for.
final class EndlessRows: RowSource {
    let schema = TableSchema.icmp
    private var begun: (() -> Void)?

    init(begun: @escaping () -> Void) { self.begun = begun }

    func fill(_ chunk: duckdb_data_chunk) throws -> Int {
        begun?()
        begun = nil
        return Int(duckdb_vector_size())
    }
}
