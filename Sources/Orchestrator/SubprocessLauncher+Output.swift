import Subprocess

/// What becomes of what a process prints.
extension SubprocessLauncher {
    /// Line by line: each is a sign of life.
    static func deliver(
        _ output: SubprocessOutputSequence, _ vigil: Vigil, _ log: CappedLog,
        _ line: @Sendable (String) async -> Void
    ) async {
        do {
            for try await text in output.strings(
                separatedBy: .unicodeScalarSequence("\n".unicodeScalars), bufferingPolicy: .maxLineLength(32 << 20))
            {
                await vigil.sign()
                await line(text)
            }
        } catch { log.note("standard output: \(error)") }
    }

    static func complain(_ output: SubprocessOutputSequence, _ log: CappedLog) async {
        do { for try await buffer in output { log.write(buffer.withUnsafeBytes { Array($0) }, from: .error) } } catch {
            log.note("standard error: \(error)")
        }
    }

    /// Into the log, whatever it is, so that no line is too long; the last line is delivered at the end.
    static func keep(
        _ output: SubprocessOutputSequence, _ source: LogText.Source, _ vigil: Vigil, _ log: CappedLog,
        _ last: @Sendable (String) async -> Void
    ) async {
        var tail = OutputTail()
        do {
            for try await buffer in output {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                await vigil.sign()
                log.write(bytes, from: source)
                tail.append(bytes)
            }
        } catch { log.note("output: \(error)") }
        if let line = tail.lastLine { await last(line) }
    }
}
