import ArgumentParser
import Control
import Foundation
import Ledger
import Model

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the output of a run.",
        discussion: "For a job, prints the output of its newest run.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "RUN, or JOB for its newest run.", completion: NameCompletion.jobs)
    var what: String

    @Flag(name: .shortAndLong, help: "Follow the output until the run ends.")
    var follow = false

    private static let chunkBytes = 1 << 20

    func run() async throws {
        let session = Session(options)
        let run = try await run(session)
        var offset: Int64 = 0
        var cleaner = PrintableStream()
        while true {
            let isFinal = follow ? try await session.client.run(run).run.state.isFinal : true
            offset = try await drain(session, run, from: offset, mayBeAbsent: !isFinal, &cleaner)
            if isFinal { return }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private func run(_ session: Session) async throws -> Int64 {
        if let number = ObjectKey(what).run { return number }
        let names = KnownNames(session: session)
        if let newest = try await names.runs(of: what).first { return newest.id }
        try await names.require(job: what)
        throw ControlError(.notFound, "\(what) has had no run yet; start one: entradactl run \(what)")
    }

    /// Prints what there is from an offset on; gives the offset of its end.
    private func drain(
        _ session: Session, _ run: Int64, from start: Int64, mayBeAbsent: Bool, _ cleaner: inout PrintableStream
    ) async throws -> Int64 {
        var offset = start
        while true {
            let chunk: RunLog.Chunk
            do throws(ControlError) {
                chunk = try await read(session, run, offset)
            } catch {
                if mayBeAbsent, error.code == .notFound { return offset }
                throw error
            }
            if chunk.data.isEmpty { return offset }
            Console.write(cleaner.clean(chunk.data))
            offset = chunk.next
        }
    }

    private func read(_ session: Session, _ run: Int64, _ offset: Int64) async throws(ControlError) -> RunLog.Chunk {
        if try session.client.isReachable() { return try await session.client.log(run: run, offset: offset) }
        return try RunLog(directory: session.places.root + "/log/runs", run: run)
            .read(from: offset, limit: LogsCommand.chunkBytes)
    }
}
