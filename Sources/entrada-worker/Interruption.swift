import Foundation
import Warehouse
import WorkerProtocol

/// TERM and INT stop what the engine does, so that the program can say how it ended; a second one ends it at once.
enum Interruption {
    /// To be called before the engine makes its threads: they inherit the mask, so that only the waiting one hears.
    static func block() {
        var signals = watched
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    static func stop(_ engine: Engine) {
        let thread = Thread {
            var signals = watched
            var received: Int32 = 0
            sigwait(&signals, &received)
            // A statement that is just beginning misses it: again, until the program has ended.
            var pause = timespec(tv_sec: 0, tv_nsec: 100_000_000)
            repeat { engine.interrupt() } while sigtimedwait(&signals, nil, &pause) < 0
            _exit(WorkerExit.tryAgain.rawValue)
        }
        thread.name = "signals"
        thread.stackSize = 256 << 10
        thread.start()
    }

    private static var watched: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
