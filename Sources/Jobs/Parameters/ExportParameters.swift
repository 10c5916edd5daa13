/// Parameters of a job of kind `export`.
public struct ExportParameters: Hashable, Sendable {
    /// The tables that are made known.
    public var tables: [String]
    /// `iceberg` or `hive`.
    public var catalogue: String
    /// The directory of the table metadata, or the address of the server of the catalogue.
    public var target: String?

    public init(
        tables: [String] = ["dns", "icmp", "flows"], catalogue: String = "iceberg", target: String? = nil
    ) {
        self.tables = tables
        self.catalogue = catalogue
        self.target = target
    }
}
