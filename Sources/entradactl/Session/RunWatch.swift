import ArgumentParser
import Control
import Foundation
import Ledger

/// Follows runs until all are final.
struct RunWatch {
    let session: Session
    private static let pauseMilliseconds: Int64 = 200
    /// With more runs than these only those that do not complete are told one by one.
    private static let toldOneByOne = 10

    /// The runs as they ended. Progress goes to standard error.
    func wait(for runs: [Int64]) async throws -> [RunLine] {
        let wanted = Set(runs).sorted()
        let startedUs = Session.nowUs
        var known: [Int64: RunLine] = [:]
        while true {
            let open = wanted.filter { known[$0]?.state.isFinal != true }
            if open.isEmpty { break }
            for run in try await look(at: open) {
                if known[run.id]?.state != run.state { tell(run, among: wanted.count) }
                known[run.id] = run
            }
            try await progress(
                RunsProgress(
                    Array(known.values), total: wanted.count, startedUs: startedUs, nowUs: Session.nowUs),
                of: Set(open))
            try await Task.sleep(for: .milliseconds(RunWatch.pauseMilliseconds))
        }
        clearLine()
        return runs.compactMap { known[$0] }
    }

    /// Some hundred at a time.
    private func look(at runs: [Int64]) async throws -> [RunLine] {
        var found: [RunLine] = []
        for start in stride(from: 0, to: runs.count, by: RunFilter.maximumIDs) {
            let step = Array(runs[start..<min(start + RunFilter.maximumIDs, runs.count)])
            found += try await session.client.runs(ids: step).runs
        }
        let missing = Set(runs).subtracting(found.map(\.id))
        if let run = missing.min() { throw ControlError(.notFound, "run \(run)") }
        return found
    }

    private func tell(_ run: RunLine, among count: Int) {
        let isBad = run.state.isFinal && run.state != .completed || run.state == .retryable
        guard count <= RunWatch.toldOneByOne || isBad else { return }
        clearLine()
        let why = run.error.map { ": \($0)" } ?? ""
        Console.complain(PrintableText.clean("run \(run.id) \(run.job) \(run.subject): \(run.state.rawValue)\(why)"))
    }

    private func progress(_ progress: RunsProgress, of runs: Set<Int64>) async throws {
        guard Console.errorsGoToTerminal else { return }
        let workers = try await session.client.live().workers.filter { runs.contains($0.run) }
        let texts = workers.prefix(3).map { worker in
            var text = "\(worker.job) \(worker.subject)"
            if worker.packets > 0 { text += " \(AmountText.count(worker.packets)) packets" }
            if worker.bytes > 0 { text += " \(AmountText.bytes(worker.bytes))" }
            return text
        }
        let line = PrintableText.cut(
            PrintableText.clean(([progress.bar(width: 20)] + texts).joined(separator: " | ")),
            to: (session.terminal.width ?? 80) - 1)
        clearLine()
        Console.write(Data(line.utf8), to: STDERR_FILENO)
    }

    private func clearLine() {
        if Console.errorsGoToTerminal { Console.write(Data("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}

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
