/// How a query's rows are given.
public enum QueryFormat: String, Sendable, CaseIterable {
    case table, csv, json, parquet
}
