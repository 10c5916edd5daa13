import Control
import Foundation
import Ledger

/// Follows runs until all are final.
struct RunWatch {
    let session: Session
    private static let pauseMilliseconds: Int64 = 200

    /// The runs as they ended. Progress goes to standard error.
    func wait(for runs: [Int64]) async throws -> [RunLine] {
        var ended: [Int64: RunLine] = [:]
        var told: [Int64: RunState] = [:]
        while true {
            for id in runs where ended[id] == nil {
                let run = try await session.client.run(id).run
                if told[id] != run.state {
                    told[id] = run.state
                    tell(
                        "run \(id) \(run.job) \(run.subject): \(run.state.rawValue)\(run.error.map { ": \($0)" } ?? "")"
                    )
                }
                if run.state.isFinal { ended[id] = run }
            }
            if ended.count == Set(runs).count { break }
            try await progress(of: runs)
            try await Task.sleep(for: .milliseconds(RunWatch.pauseMilliseconds))
        }
        clearLine()
        return runs.compactMap { ended[$0] }
    }

    private func progress(of runs: [Int64]) async throws {
        guard Console.errorsGoToTerminal else { return }
        let workers = try await session.client.live().workers.filter { runs.contains($0.run) }
        let texts = workers.map { worker in
            var text = "\(worker.job) \(worker.subject) \(TimeText.duration(us: Session.nowUs - worker.startedUs))"
            if worker.packets > 0 { text += ", \(AmountText.count(worker.packets)) packets" }
            if worker.bytes > 0 { text += ", \(AmountText.bytes(worker.bytes))" }
            return text
        }
        let line = PrintableText.cut(
            PrintableText.clean(texts.joined(separator: " | ")), to: (session.terminal.width ?? 80) - 1)
        clearLine()
        Console.write(Data(line.utf8), to: STDERR_FILENO)
    }

    private func tell(_ text: String) {
        clearLine()
        Console.complain(PrintableText.clean(text))
    }

    private func clearLine() {
        if Console.errorsGoToTerminal { Console.write(Data("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}
