/// Why an attempt did not do its work.
struct RunFailure: Error, CustomStringConvertible {
    let message: String
    /// Trying again cannot help.
    var isPermanent = false
    /// Not the input is wrong but what the operator has configured: no attempt is counted, and nothing goes to quarantine.
    var isMisconfigured = false
    /// We stopped it (drain or cancel): no attempt is counted.
    var isStopped = false
    var exitCode: Int32?
    /// What else is to be known: what was stopped with it.
    var note: String?
    /// It wants to be started again after so long: no attempt is counted.
    var snooze: Duration?
    /// Something was written or read here when it happened: the disk may be what is wrong, and is tried.
    var mayBeDisk = false

    init(
        _ message: String, isPermanent: Bool = false, isMisconfigured: Bool = false, isStopped: Bool = false,
        exitCode: Int32? = nil, snooze: Duration? = nil, mayBeDisk: Bool = false
    ) {
        self.message = message
        self.isPermanent = isPermanent
        self.isMisconfigured = isMisconfigured
        self.isStopped = isStopped
        self.exitCode = exitCode
        self.snooze = snooze
        self.mayBeDisk = mayBeDisk
    }

    var description: String { message }

    /// What a worker's end means; nil if it did its work.
    static func of(_ end: WorkerEnd, reason: String?, logPath: String) -> RunFailure? {
        let said = reason.map { ": " + $0 } ?? ""
        switch end {
        case .exited(0): return nil
        case .exited(65): return RunFailure("the input cannot be used" + said, isPermanent: true, exitCode: 65)
        case .exited(64) where reason == nil:
            // One that has read the request says what is wrong with it.
            return RunFailure(
                "the worker did not understand what it was asked for (see \(logPath)). Is it of another version? Install "
                    + "entradad and entrada-worker of the same package", isMisconfigured: true, exitCode: 64)
        case .exited(64):
            return RunFailure(
                "the worker rejected the configuration" + said + " (see \(logPath))", isMisconfigured: true,
                exitCode: 64)
        case .exited(76):
            return RunFailure(
                "the worker is of another version" + said + ". Install entradad and entrada-worker of the same package",
                isMisconfigured: true, exitCode: 76)
        case .exited(75): return RunFailure("the worker asks for a retry" + said, exitCode: 75, mayBeDisk: true)
        case .exited(let code):
            return RunFailure(
                "the worker failed with exit code \(code)" + said + " (see \(logPath))", exitCode: code, mayBeDisk: true
            )
        case .signalled(let signal):
            return RunFailure(
                "the worker was killed by \(SignalName.of(signal)) (see \(logPath))", exitCode: 128 + signal,
                mayBeDisk: true)
        case .stopped(.cancelled): return RunFailure("stopped", isStopped: true)
        case .stopped(.timeout): return RunFailure("the worker took longer than the job's timeout")
        case .stopped(.noProgress):
            return RunFailure("the worker made no progress for longer than the job's no_progress")
        }
    }
}

/// The names of signals (signal(7)), as messages have them.
enum SignalName {
    private static let names: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
        9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
        17: "SIGCHLD", 18: "SIGCONT", 19: "SIGSTOP", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]

    /// What commonly sends it, where that helps who reads the message.
    private static let causes: [Int32: String] = [
        9: "by hand, or out of memory", 24: "its processor time limit was reached",
        25: "its file size limit was reached",
    ]

    /// `SIGKILL (by hand, or since memory ran out)`, `SIGSEGV`, `signal 40`.
    static func of(_ signal: Int32) -> String {
        guard let name = names[signal] else { return "signal \(signal)" }
        return name + (causes[signal].map { " (\($0))" } ?? "")
    }
}
