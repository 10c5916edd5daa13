import ArgumentParser
import Foundation
import Model

/// Every capture of a directory through the worker: nothing crashes, hangs, swells or contradicts itself.
struct CorpusBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Decode every capture of a corpus, a process each, and check what comes out.",
        discussion: """
            A capture is decoded (exit code 0) or refused (65), in at most 10 s and 512 MB; its last event fits its \
            files; every value of every file can be read. Exit code 1 if anything is not so.
            """)

    @Option(
        help: ArgumentHelp("With the folders dns, formats, icmp, layers, malformed, netflow, probes.", valueName: "dir")
    )
    var corpus: String
    @Flag(help: "A line of JSON instead of the table.")
    var json = false
    @Argument(parsing: .postTerminator, help: "More arguments of the worker, behind --.")
    var arguments: [String] = []

    func run() throws {
        let summary = CorpusSummary(try CorpusSweep(corpus: corpus, arguments: arguments))
        let text = json ? try JSONEncoder.stable().encode(summary) + Data("\n".utf8) : Data(summary.table.utf8)
        FileHandle.standardOutput.write(text)
        if !summary.problems.isEmpty { throw ExitCode.failure }
    }
}
