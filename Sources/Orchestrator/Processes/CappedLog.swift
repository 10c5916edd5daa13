import Foundation
import Synchronization

/// A run's log: of what its processes print the head and the tail, each line with its time.
final class CappedLog: Sendable {
    private struct State {
        var files: LogFiles
        var text = LogText()
    }

    private let state: Mutex<State>

    /// - Parameter mark: what separates what follows from what is there already, such as `attempt 2`; `nil`: nothing does.
    /// - Throws: `RunFailure` if it cannot be opened.
    init(path: String, limitBytes: Int64, mark: String? = nil) throws {
        state = Mutex(State(files: try LogFiles(path: path, limitBytes: limitBytes)))
        if let mark { note(mark) }
    }

    deinit { close() }

    func write(_ bytes: [UInt8], from source: LogText.Source) {
        let time = Self.time()
        state.withLock { state in state.files.append(state.text.add(bytes, from: source, time: time)) }
    }

    /// A remark of the daemon's, on a line of its own.
    func note(_ text: String) { write(Array("[entrada] \(text)\n".utf8), from: .daemon) }

    func close() {
        let time = Self.time()
        state.withLock { state in
            state.files.append(state.text.finish(time: time))
            state.files.close()
        }
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
