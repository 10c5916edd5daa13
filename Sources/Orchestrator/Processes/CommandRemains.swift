import Foundation
import WorkerProtocol

/// What is left of the processes of a command: below the process that was written down, and, where that is gone, by the
/// environment that every process inherits which does not take care not to.
struct CommandRemains {
    let run: Int64
    let dataRoot: String

    /// Kills them, and those that they have started meanwhile. Looks at all processes of the machine: it may block.
    ///
    /// - Parameter pid: the process that was written down, if it is still the one.
    func kill(below pid: Int32?) -> [StoppedProcess] {
        var stopped: [Int32: StoppedProcess] = [:]
        let session = getsid(0)
        for _ in 0..<Self.mostRounds {
            let tree = ProcessTree()
            var left = pid.map { tree.descendants(of: $0).map(\.pid) } ?? []
            left += tree.pids.filter { $0 != getpid() && ProcessTree.environment(of: $0, has: marks) }
            if let pid, !left.isEmpty || stopped.isEmpty { left.append(pid) }
            let new = Set(left).subtracting(stopped.keys)
            if new.isEmpty { break }
            for process in new.sorted() {
                guard let entry = ProcessTree.entry(of: process), !entry.isZombie else { continue }
                let command = ProcessTree.command(of: process)
                let isKilled = Glibc.kill(process, SIGKILL) == 0
                stopped[process] = StoppedProcess(
                    pid: process, command: command, signal: isKilled ? SIGKILL : 0, isDetached: entry.session != session
                )
            }
        }
        return stopped.values.sorted { $0.pid < $1.pid }
    }

    /// Whoever forks faster than that is stopped by the unit's own limits.
    private static let mostRounds = 20

    private var marks: [String: String] { ["ENTRADA_RUN_ID": String(run), "ENTRADA_DATA_ROOT": dataRoot] }
}
