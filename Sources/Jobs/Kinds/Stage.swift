extension JobKind {
    public static let stage = JobKind(
        "stage", "Adopts the files of captures/ into incoming/, whoever has put them there.", StageParameters.self,
        JobTraits(splits: [.none, .server], fire: .asksTheLedger, takesArrivals: true))
}

/// Parameters of a job of kind `stage`.
public struct StageParameters: KindParameters {
    /// How long a pushed file must not have changed before it is adopted.
    public var quiet: Duration
    /// So many files a run adopts at most.
    public var maximumFilesPerRun: Int

    public init() { self.init(quiet: .seconds(2)) }

    public init(quiet: Duration = .seconds(2), maximumFilesPerRun: Int = 1000) {
        self.quiet = quiet
        self.maximumFilesPerRun = maximumFilesPerRun
    }

    public mutating func read(_ table: TableReader) {
        if let value = table.duration("quiet") { quiet = value }
        if let value = table.integer("max_files_per_run", 1...100_000) { maximumFilesPerRun = value }
    }
}
