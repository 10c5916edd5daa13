import Glibc
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

    /// Writes the request, and orders until there are no more, or the worker has ended.
    static func tell(
        _ request: String?, _ orders: WorkerOrders?, _ input: FileDescriptor, _ watchdog: WorkerWatchdog,
        _ log: CappedLog
    ) async {
        do {
            if let request { try await write(request, to: input) }
            guard let orders else { return }
            for await line in orders.lines {
                await watchdog.begin()
                try await write(line, to: input)
            }
        } catch is CancellationError {
            // It has ended without reading what it was told.
        } catch { log.note("standard input: \(error)") }
    }

    /// A worker that reads slowly, or does not read any more, holds up no thread.
    private static func write(_ line: String, to input: FileDescriptor) async throws {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            do { rest = rest.dropFirst(try rest.withUnsafeBytes { try input.write($0) }) } catch Errno.wouldBlock {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// - Throws: `Errno`.
    static func makeNonBlocking(_ descriptor: FileDescriptor) throws {
        let flags = fcntl(descriptor.rawValue, F_GETFL)
        guard flags >= 0, fcntl(descriptor.rawValue, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw Errno(rawValue: errno)
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
