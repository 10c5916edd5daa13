import CPosix
import Foundation
import WorkerProtocol

/// Keeps hold of a program and of all that descends from it: as their subreaper this process is an ancestor of each of
/// them, whatever sessions they make and however often they fork.
struct CommandGuard {
    enum End {
        case exited(Int32)
        case died(Int32)
    }

    private let program: Int32
    private let grace: Duration
    private let own = ProcessTree.entry(of: getpid())
    private let output: OutputHolders
    private var end: End?
    /// Since when all of them are being stopped.
    private var stopping: ContinuousClock.Instant?
    /// Those that have been sent a signal, by their numbers.
    private var stopped: [Int32: StoppedProcess] = [:]

    /// How long KILL may take; a process that waits for a disk, or has become somebody else, does not die of it.
    private static let patience = Duration.seconds(5)
    private static let mostTold = 200

    init(program: Int32, grace: Duration) {
        self.program = program
        self.grace = grace
        output = OutputHolders()
        // Who reads the output waits until nobody can write any more: this process must not be one of them.
        let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
        dup2(null, STDOUT_FILENO)
        dup2(null, STDERR_FILENO)
        Self.watchDaemon()
    }

    /// When the daemon's end of the socket closes the daemon is gone: then USR1 comes.
    private static func watchDaemon() {
        let own = getpid()
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { break }
            }
            kill(own, SIGUSR1)
        }
        thread.name = "daemon"
        thread.stackSize = 256 << 10
        thread.start()
    }

    /// Waits until the program has ended, and until nobody that it has started holds its output open; what runs on with
    /// an output of its own is left alone. When it is to stop, until all of them are gone.
    mutating func standBy() -> End {
        while true {
            var sender: pid_t = 0
            let signal = entrada_wait_for_signal(pauseMilliseconds, &sender)
            reap()
            if signal != 0, signal != SIGCHLD, stopping == nil {
                stopping = .now
                // The daemon signals the whole group, this process among it.
                signalAll(SIGTERM, exceptGroup: signal == SIGTERM && sender == getppid())
            }
            if let stopping {
                if let end = stop(since: stopping) { return end }
            } else if let end {
                let heirs = living
                if heirs.isEmpty || !output.areHeld(by: heirs.map(\.pid)) { return end }
            }
        }
    }

    private var pauseMilliseconds: Int32 { stopping != nil ? 50 : end != nil ? 250 : -1 }

    private var living: [ProcessTree.Entry] { ProcessTree().descendants(of: getpid()) }

    /// One step of stopping; gives the end when all are gone, or when it is no use.
    private mutating func stop(since start: ContinuousClock.Instant) -> End? {
        let left = living
        let waited = ContinuousClock.now - start
        if left.isEmpty || waited > grace + Self.patience {
            for process in left { stopped[process.pid]?.signal = 0 }
            tell()
            return end ?? .exited(WorkerExit.tryAgain.rawValue)
        }
        // Whoever has come since is told as well.
        signalAll(waited > grace ? SIGKILL : SIGTERM, exceptGroup: false)
        return nil
    }

    /// Sends a signal to each that has not had it.
    private mutating func signalAll(_ signal: Int32, exceptGroup: Bool) {
        for process in living where stopped[process.pid]?.signal != signal || signal == SIGKILL {
            if stopped[process.pid] == nil {
                stopped[process.pid] = StoppedProcess(
                    pid: process.pid, command: ProcessTree.command(of: process.pid), signal: signal,
                    isDetached: process.session != own?.session)
            }
            stopped[process.pid]?.signal = signal
            if !(exceptGroup && process.group == own?.group) { kill(process.pid, signal) }
        }
    }

    private mutating func reap() {
        var (code, signal): (Int32, Int32) = (0, 0)
        while true {
            let pid = entrada_reap(&code, &signal)
            if pid <= 0 { return }
            if pid == program { end = signal == 0 ? .exited(code) : .died(signal) }
        }
    }

    private func tell() {
        for process in stopped.values.sorted(by: { $0.pid < $1.pid }).prefix(Self.mostTold) {
            let line = process.line()
            send(STDIN_FILENO, line, line.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
    }
}
