import ArgumentParser
import Control
import Ledger

/// What an order has led to: its answer at once, or its runs as they ended.
struct RunOutcome {
    let session: Session
    let wait: Bool

    /// With waiting the exit code says whether all runs completed.
    func report(_ reply: some Encodable, runs: [Int64], _ lines: [String]) async throws {
        guard wait, !runs.isEmpty else {
            return try session.show(reply, lines.map(PrintableText.clean))
        }
        if !session.wantsJSON { Console.complain(PrintableText.clean(lines.first ?? "")) }
        let ended = try await RunWatch(session: session).wait(for: runs)
        try session.show(ended, RunsScreen.table(ended, nowUs: Session.nowUs).lines(session.terminal))
        if ended.contains(where: { $0.state != .completed }) { throw ExitCode(ControlError.Code.failed.exitCode) }
    }
}
