/// Which subjects of a job a request means.
public enum RunSelection: String, Sendable, Codable, CaseIterable {
    /// What has not been done yet.
    case missing
    /// What has failed.
    case failed
    /// Everything, also what is done already.
    case all
}
