import Subprocess
import SystemPackage

/// What becomes of what a process prints.
extension SubprocessLauncher {
    /// Line by line: each is a sign of life.
    static func deliver(
        _ output: SubprocessOutputSequence, _ watchdog: WorkerWatchdog, _ log: CappedLog,
        _ line: @Sendable (String) async -> Void
    ) async {
        do {
            for try await text in output.strings(
                separatedBy: .unicodeScalarSequence("\n".unicodeScalars), bufferingPolicy: .maxLineLength(32 << 20))
            {
                await watchdog.sign()
                await line(text)
            }
        } catch { log.note("standard output: \(error)") }
    }

    /// Writes orders until there are no more, or the worker has ended. A line fits into the pipe.
    static func tell(_ orders: WorkerOrders, _ input: FileDescriptor, _ watchdog: WorkerWatchdog, _ log: CappedLog)
        async
    {
        for await line in orders.lines {
            await watchdog.begin()
            do { try input.writeAll(Array((line + "\n").utf8)) } catch { log.note("standard input: \(error)") }
        }
    }

    static func complain(_ output: SubprocessOutputSequence, _ log: CappedLog) async {
        do { for try await buffer in output { log.write(buffer.withUnsafeBytes { Array($0) }, from: .error) } } catch {
            log.note("standard error: \(error)")
        }
    }

    /// Into the log, whatever it is, so that no line is too long; the last line is delivered at the end.
    static func keep(
        _ output: SubprocessOutputSequence, _ source: LogText.Source, _ watchdog: WorkerWatchdog, _ log: CappedLog,
        _ last: @Sendable (String) async -> Void
    ) async {
        var tail = OutputTail()
        do {
            for try await buffer in output {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                await watchdog.sign()
                log.write(bytes, from: source)
                tail.append(bytes)
            }
        } catch { log.note("output: \(error)") }
        if let line = tail.lastLine { await last(line) }
    }
}
