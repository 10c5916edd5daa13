/// What was done about a finding, or would be.
public struct RepairStep: Codable, Sendable, Equatable {
    public var finding: Finding
    public var action: String
    /// Whether it is mended, or (of a capture that is decoded again) under way; in a dry run whether it would be.
    public var isMended: Bool

    public init(finding: Finding, action: String, isMended: Bool) {
        self.finding = finding
        self.action = action
        self.isMended = isMended
    }
}
