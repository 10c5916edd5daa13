/// One thing that is not as the ledger says.
public struct Finding: Codable, Sendable, Hashable {
    public var kind: FindingKind
    /// What it is about: a path relative to the data root, `intent <id>`, or `capture <id>`.
    public var subject: String
    /// What was expected and what is there.
    public var detail: String
    public var capture: Int64?
    /// The row of `data_files`, `states` or `intents`.
    public var row: Int64?
    /// Rows that the ledger says, where rows were counted.
    public var expectedRows: Int64?

    public init(
        _ kind: FindingKind, _ subject: String, _ detail: String, capture: Int64? = nil, row: Int64? = nil,
        expectedRows: Int64? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.capture = capture
        self.row = row
        self.expectedRows = expectedRows
    }

    /// Whether it is the same thing, seen twice; the detail may differ.
    public func isSame(as other: Finding) -> Bool {
        kind == other.kind && subject == other.subject && capture == other.capture
    }
}
