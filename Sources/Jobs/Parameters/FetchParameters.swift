/// Parameters of a job of kind `fetch`.
public struct FetchParameters: Hashable, Sendable {
    /// A remote file that was changed later than this long ago is left alone.
    public var minimumAge: Duration
    /// How long size and time of a remote file must have been the same in two listings.
    public var quiet: Duration
    /// Overrides the pattern of the server: a glob for the names of files.
    public var pattern: String?
    /// So many files a run takes at most.
    public var maximumFilesPerRun: Int
    /// Whether a file is removed from the server once its rows are live.
    public var deletesAtSource: Bool

    public init(
        minimumAge: Duration = .seconds(5), quiet: Duration = .seconds(5), pattern: String? = nil,
        maximumFilesPerRun: Int = 100, deletesAtSource: Bool = false
    ) {
        self.minimumAge = minimumAge
        self.quiet = quiet
        self.pattern = pattern
        self.maximumFilesPerRun = maximumFilesPerRun
        self.deletesAtSource = deletesAtSource
    }
}
