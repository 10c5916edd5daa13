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
