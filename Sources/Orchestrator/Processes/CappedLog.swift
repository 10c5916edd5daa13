import Foundation
import Logging
import Synchronization
import SystemPackage

/// A run's log: of what its processes print the head and the tail, each line with its time.
///
/// A log that cannot be written stops no run. It is told once in the daemon's log, and a line in the run's own says what is
/// missing as soon as that can be written again.
final class CappedLog: Sendable {
    private struct State {
        var files: LogFiles
        var text = LogText()
        /// What is missing since the last line that was written, and why.
        var missing: (bytes: Int64, why: Errno)?
        var isTold = false
    }

    private let path: String
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameters:
    ///   - mark: what separates what follows from what is there already, such as `attempt 2`; `nil`: nothing does.
    ///   - logger: is told when the log cannot be written.
    /// - Throws: `RunFailure` if it cannot be opened.
    init(path: String, limitBytes: Int64, mark: String? = nil, logger: Logger) throws {
        self.path = path
        self.logger = logger
        state = Mutex(State(files: try LogFiles(path: path, limitBytes: limitBytes)))
        if let mark { note(mark) }
    }

    deinit { close() }

    func write(_ bytes: [UInt8], from source: LogText.Source) {
        let time = Self.time()
        let news = state.withLock { state in
            Self.append(state.text.add(bytes, from: source, time: time), at: time, to: &state)
        }
        if let news { tell(news) }
    }

    /// A remark of the daemon's, on a line of its own.
    func note(_ text: String) { write(Array("[entrada] \(text)\n".utf8), from: .daemon) }

    func close() {
        let time = Self.time()
        let news = state.withLock { state in
            let news = Self.append(state.text.finish(time: time), at: time, to: &state)
            state.files.close()
            return news
        }
        if let news { tell(news) }
    }

    /// Appends what it can, and counts the rest.
    ///
    /// - Returns: why the log cannot be written, if that has not been told.
    private static func append(_ bytes: [UInt8], at time: String, to state: inout State) -> Errno? {
        if bytes.isEmpty, state.missing == nil { return nil }
        // Where the bytes begin; nil: the line before them could not be written either.
        var begin: Int64?
        do throws(Errno) {
            if let missing = state.missing {
                let lineEnd = state.files.isAtLineBegin ? "" : "\n"
                let line = "\(lineEnd)\(time) [entrada] \(missing.bytes) bytes are missing here: \(missing.why)\n"
                try state.files.append(Array(line.utf8))
                state.missing = nil
            }
            begin = state.files.position
            try state.files.append(bytes)
            return nil
        } catch {
            let written = begin.map { state.files.position - $0 } ?? 0
            state.missing = ((state.missing?.bytes ?? 0) + Int64(bytes.count) - written, error)
            defer { state.isTold = true }
            return state.isTold ? nil : error
        }
    }

    private func tell(_ why: Errno) {
        logger.warning(
            "a run's log cannot be written: output is missing from it until it can",
            metadata: ["path": "\(path)", "error": "\(why)"])
    }

    /// `2026-11-27T02:09:30.123Z`
    private static func time() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var fields = tm()
        gmtime_r(&now.tv_sec, &fields)
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = [
            digits(Int(fields.tm_year) + 1900, 4), digits(Int(fields.tm_mon) + 1, 2), digits(Int(fields.tm_mday), 2),
        ]
        let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { digits(Int($0), 2) }
        return date.joined(separator: "-") + "T" + time.joined(separator: ":") + "."
            + digits(now.tv_nsec / 1_000_000, 3)
            + "Z"
    }
}
