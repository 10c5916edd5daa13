import Foundation
import Glibc
import RealServers

extension KillLoop {
    /// Deals out a fault, if what it would hit is there.
    func strike(_ fault: Fault) throws {
        let running = try daemon ?? installation.start()
        daemon = running
        let hasHit =
            switch fault {
            case .daemonKilled: try kill(running) && restart()
            case .startKilled: try kill(running) && killStart() && restart()
            case .workerKilled: hitWorker(of: running) { Glibc.kill($0, SIGKILL) }
            case .sessionKilled: server.killSessions() > 0
            case .terminated: try end(running) {}
            case .terminatedTwice:
                try end(running) {
                    self.pause(milliseconds: 20); running.signal(SIGTERM)
                }
            case .daemonStopped: stopAndContinue(running)
            case .workerStopped:
                hitWorker(of: running) { worker in
                    Glibc.kill(worker, SIGSTOP)
                    self.pause(milliseconds: 200)
                    Glibc.kill(worker, SIGCONT)
                }
            }
        if hasHit { tally[fault, default: 0] += 1 }
    }

    /// Unless a run of it has died three times with its daemon: once more, and its capture would be taken for the culprit
    /// and go to quarantine, as it should. The daemon stands still while that is looked up.
    private func kill(_ running: RunningDaemon) throws -> Bool {
        running.signal(SIGSTOP)
        guard let deaths = try? LedgerGlance(installation).mostOrphaned(), deaths < 3 else {
            running.signal(SIGCONT)
            return false
        }
        running.kill()
        daemon = nil
        return true
    }

    private func restart() throws -> Bool {
        daemon = try installation.start()
        return true
    }

    /// The next daemon dies while it puts right what the one before has left.
    private func killStart() throws -> Bool {
        tally[.daemonKilled, default: 0] += 1
        let starting = try RunningDaemon(installation, waits: false)
        pause(milliseconds: Int.random(in: 5...250, using: &random))
        return try kill(starting)
    }

    /// Waits a while for a worker.
    private func hitWorker(of running: RunningDaemon, _ hit: (pid_t) -> Void) -> Bool {
        let events = DirectoryEvents([installation.root, installation.root + "/work"])
        for _ in 0..<20 {
            if let worker = running.workers.randomElement(using: &random) {
                hit(worker)
                return true
            }
            events.wait(atMostMilliseconds: 100)
        }
        return false
    }

    /// An orderly end is always one.
    private func end(_ running: RunningDaemon, more: () -> Void) throws -> Bool {
        running.signal(SIGTERM)
        more()
        let code = running.wait()
        daemon = nil
        guard code == 0 else { throw Stuck(description: "after TERM the daemon ended with \(code): \(running.output)") }
        return try restart()
    }

    private func stopAndContinue(_ running: RunningDaemon) -> Bool {
        running.signal(SIGSTOP)
        pause(milliseconds: 300)
        running.signal(SIGCONT)
        return true
    }
}
