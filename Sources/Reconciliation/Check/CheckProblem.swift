/// A condition that holds now.
public struct CheckProblem: Codable, Sendable, Hashable {
    public var condition: CheckCondition
    /// What, where, since when, and what to do; for people.
    public var detail: String

    public init(_ condition: CheckCondition, _ detail: String) {
        self.condition = condition
        self.detail = detail
    }

    /// Whether so little is free that it is a problem by itself, whatever `disk_low_mark` says.
    public static func disk(freeBytes: Int64, totalBytes: Int64) -> CheckProblem? {
        guard totalBytes > 0, freeBytes < totalBytes / 20 else { return nil }
        return CheckProblem(.disk, "less than 5 % of the disk is free")
    }
}
