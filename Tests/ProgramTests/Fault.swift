/// What happens to one of the programs.
enum Fault: String, CaseIterable {
    case daemonKilled = "daemons"
    case startKilled = "daemons at their start"
    case workerKilled = "workers"
    case sessionKilled = "sessions of sshd"
    case terminated = "TERM"
    case terminatedTwice = "double TERM"
    case daemonStopped = "STOP/CONT of the daemon"
    case workerStopped = "STOP/CONT of a worker"

    /// Whether a process is gone without having been asked.
    var isKill: Bool {
        switch self {
        case .daemonKilled, .startKilled, .workerKilled, .sessionKilled: true
        case .terminated, .terminatedTwice, .daemonStopped, .workerStopped: false
        }
    }

    private var weight: Int {
        switch self {
        case .daemonKilled: 30
        case .startKilled: 12
        case .workerKilled: 34
        case .sessionKilled: 12
        case .terminated, .terminatedTwice, .daemonStopped, .workerStopped: 3
        }
    }

    static func random(using generator: inout some RandomNumberGenerator) -> Fault {
        var left = Int.random(in: 0..<allCases.reduce(0) { $0 + $1.weight }, using: &generator)
        return allCases.first { fault in
            left -= fault.weight
            return left < 0
        } ?? .daemonKilled
    }
}
