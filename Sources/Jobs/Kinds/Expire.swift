extension JobKind {
    /// The ages are in the configuration's `[retention]`, since more than one job depends on them.
    public static let expire = JobKind(
        "expire", "Removes what is older than its retention.", NoParameters.self,
        JobTraits(splits: [.none, .server], effect: .removes, freesSpace: true))
}
