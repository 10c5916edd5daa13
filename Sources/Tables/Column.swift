/// The definition of one column.
public struct Column: Sendable {
    public let name: String
    public let type: ColumnType
    public let origin: ColumnOrigin
    /// What the value is, with its unit.
    public let meaning: String

    init(_ name: String, _ type: ColumnType, _ origin: ColumnOrigin, _ meaning: String) {
        self.name = name
        self.type = type
        self.origin = origin
        self.meaning = meaning
    }
}
