import Foundation
import RealServers

/// What a program has written. A thread reads it to its end, so that whatever the program says never fills the pipe.
///
/// `@unchecked Sendable`: its variables are touched only under the condition's lock.
final class OutputLog: @unchecked Sendable {
    private let condition = NSCondition()
    private var said = ""
    private var isOver = false

    init(_ process: ChildProcess) {
        Thread.detachNewThread { [self] in
            while case let more = process.readOutput(), !more.isEmpty { add(more) }
            add(nil)
        }
    }

    var text: String {
        condition.withLock { said }
    }

    private func add(_ more: String?) {
        condition.withLock {
            said += more ?? ""
            isOver = more == nil
            condition.broadcast()
        }
    }

    /// Waits until a text has come; false: the program has ended without it.
    func wait(for words: String) -> Bool {
        condition.withLock {
            while !said.contains(words) {
                if isOver { return false }
                condition.wait()
            }
            return true
        }
    }
}
