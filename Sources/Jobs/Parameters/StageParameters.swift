/// Parameters of a job of kind `stage`.
public struct StageParameters: Hashable, Sendable {
    /// How long a pushed file must not have changed before it is adopted.
    public var quiet: Duration
    /// So many files a run adopts at most.
    public var maximumFilesPerRun: Int

    public init(
        quiet: Duration = .seconds(2), maximumFilesPerRun: Int = 1000
    ) {
        self.quiet = quiet
        self.maximumFilesPerRun = maximumFilesPerRun
    }
}
