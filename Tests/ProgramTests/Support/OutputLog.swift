import RealServers
import Synchronization

/// What a program has written.
final class OutputLog: Sendable {
    private let process: ChildProcess
    private let said = Mutex("")

    init(_ process: ChildProcess) { self.process = process }

    var text: String { said.withLock { $0 } }

    /// Reads until the text has come; nil: to the end. Gives whether it has come.
    func read(until end: String?) -> Bool {
        while true {
            let more = process.readOutput()
            if more.isEmpty { return false }
            let all = said.withLock { said in
                said += more
                return said
            }
            if let end, all.contains(end) { return true }
        }
    }
}
