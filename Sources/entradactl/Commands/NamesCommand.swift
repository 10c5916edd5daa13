import ArgumentParser
import Control
import Ledger

/// For shells: names one a line, and nothing when they cannot be had.
struct NamesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "names", abstract: "Print the names that shells complete.", shouldDisplay: false)

    enum Kind: String, CaseIterable, ExpressibleByArgument { case jobs, servers, runs }

    @OptionGroup var options: GlobalOptions

    @Argument(help: "jobs, servers or runs.")
    var kind: Kind

    /// So many runs are offered, the newest.
    private static let offered = 50

    func run() async throws {
        let session = Session(options)
        let names = KnownNames(session: session)
        switch kind {
        case .jobs: Console.write(lines: try await names.jobs)
        case .servers: Console.write(lines: try await names.servers)
        case .runs:
            let filter = RunFilter(limit: Self.offered)
            let report = try await session.ask {
                try await $0.runs(filter)
            } offline: {
                try RunsReport(view: $0, filter: filter)
            }
            Console.write(lines: report.runs.map { String($0.id) })
        }
    }
}
