extension Orchestrator {
    /// Which subjects of a job an order means.
    public enum Selection: Sendable, Equatable {
        /// What has not been done yet.
        case missing
        /// What has failed for good.
        case failed
        /// Everything, also what is done already.
        case all
    }
}
