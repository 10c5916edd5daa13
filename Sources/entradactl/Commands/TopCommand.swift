import ArgumentParser
import Control

struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Show what runs now: processor, memory, bytes and packets per second.",
        discussion: "Refreshes until interrupted, or --count times. Rates are since the previous update.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Seconds between updates.")
    var interval: Double = 2

    @Option(help: "Number of updates; default: until interrupted.")
    var count: Int?

    func validate() throws {
        if interval < 0.1 { throw ValidationError("--interval: at least 0.1") }
        if let count, count < 1 { throw ValidationError("--count: at least 1") }
    }

    func run() async throws {
        let session = Session(options)
        var before = WorkerSample(try await session.client.live(), nowUs: Session.nowUs)
        var left = count
        while left != 0 {
            try await Task.sleep(for: .seconds(interval))
            let now = WorkerSample(try await session.client.live(), nowUs: Session.nowUs)
            let report = TopReport(from: before, to: now)
            // The width may have changed since.
            let terminal = Console.terminal(noColour: options.noColor)
            if options.json {
                try Console.write(json: report)
            } else {
                Console.draw(TopScreen.lines(report, terminal: terminal), terminal)
            }
            before = now
            left = left.map { $0 - 1 }
        }
    }
}
