extension JobKind {
    public static let fetch = JobKind(
        "fetch", "Brings new capture files from the name servers into captures/.", FetchParameters.self,
        JobTraits(splits: [.server], fire: .asksServers))
}

/// Parameters of a job of kind `fetch`.
public struct FetchParameters: KindParameters {
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

    public init() { self.init(minimumAge: .seconds(5)) }

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

    public mutating func read(_ table: TableReader) {
        if let value = table.duration("min_age") { minimumAge = value }
        if let value = table.duration("quiet") { quiet = value }
        if let value = table.pattern() { pattern = value }
        if let value = table.integer("max_files_per_run", 1...100_000) { maximumFilesPerRun = value }
        if let value = table.flag("delete_at_source") { deletesAtSource = value }
    }
}
