import ArgumentParser

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
