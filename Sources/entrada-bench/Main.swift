import ArgumentParser

/// Measures what Entrada promises, each figure as a line of JSON.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entrada-bench",
        abstract: "Measure what Entrada promises; a line of JSON for each figure.",
        discussion: "Build with -c release. The programs are taken from beside this one.",
        subcommands: [
            DecodeBench.self, PipelineBench.self, CorpusBench.self, BoundsBench.self, LedgerBench.self,
            ScheduleBench.self, ServersBench.self, CompactBench.self, BacklogBench.self,
            AllBenches.self,
        ],
        defaultSubcommand: AllBenches.self)
}

/// All figures, one after another.
struct AllBenches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all", abstract: "All figures.")

    func run() async throws {
        let decode = try DecodeBench.parse([])
        try decode.run()
        let pipeline = try PipelineBench.parse([])
        try pipeline.run()
        let bounds = try BoundsBench.parse([])
        try bounds.run()
        try await LedgerBench.parse([]).run()
        try await ScheduleBench.parse([]).run()
        try ServersBench.parse([]).run()
        let compact = try CompactBench.parse([])
        try compact.run()
    }
}
