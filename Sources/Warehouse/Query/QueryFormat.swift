/// How a query's rows are given.
public enum QueryFormat: String, Sendable, CaseIterable {
    case table, csv, json, parquet

    /// Of `COPY`.
    var options: String {
        switch self {
        case .table, .csv: "FORMAT csv, HEADER, USE_TMP_FILE false"
        case .json: "FORMAT json, ARRAY true, USE_TMP_FILE false"
        case .parquet: "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false"
        }
    }
}
