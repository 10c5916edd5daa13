import ArgumentParser

/// What the ledger promises: transitions a second, recovery, and a life of a million captures.
struct LedgerBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Durable transitions a second; time to recover; a status and a trace of a large ledger, and its size."
    )

    @Option(help: "Writers at the same time.")
    var writers = 64
    @Option(help: "Transitions of each writer.")
    var transitions = 400
    @Option(help: "Captures in flight when a daemon starts.")
    var open = 100_000
    @Option(help: "Days in the life of the large ledger; each has 288 captures of each of 12 name servers.")
    var days = 290
    @Option(help: "A directory for the files; it needs 4 GiB.")
    var scratch: String?

    func run() async throws {
        if transitions > 0 {
            try await TransitionBench(writers: writers, transitions: transitions, scratch: scratch).run()
            try await TransitionBench(writers: 1, transitions: transitions, scratch: scratch).run()
        }
        if open > 0 { try await RecoveryBench(captures: open, scratch: scratch).run() }
        if days > 0 { try await LargeLedgerBench(days: days, scratch: scratch).run() }
    }
}
