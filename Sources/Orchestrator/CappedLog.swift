import Foundation
import Synchronization

/// A run's log: appended, and cut off at a limit with a line that says so.
final class CappedLog: Sendable {
    private struct State {
        var handle: FileHandle?
        var left: Int64
    }

    private let state: Mutex<State>

    init(path: String, limitBytes: Int64) throws {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let handle = FileHandle(forWritingAtPath: path)
        let size = try handle?.seekToEnd() ?? 0
        state = Mutex(State(handle: handle, left: limitBytes - Int64(size)))
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            guard state.left > 0, let handle = state.handle else { return }
            let data = Data(bytes.prefix(Int(state.left)))
            state.left -= Int64(data.count)
            try? handle.write(contentsOf: data)
            if state.left <= 0 { try? handle.write(contentsOf: Data("\n[the log is full]\n".utf8)) }
        }
    }

    func close() {
        state.withLock { state in
            try? state.handle?.close()
            state.handle = nil
        }
    }
}
