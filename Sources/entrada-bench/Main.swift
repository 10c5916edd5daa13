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
