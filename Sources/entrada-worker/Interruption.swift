import Foundation
import Warehouse

/// TERM and INT stop the statement that runs.
enum Interruption {
    /// To be called before the engine makes its threads: they inherit the mask, so that only the waiting one hears.
    static func block() {
        var signals = watched
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    static func stop(_ connection: Connection) {
        let thread = Thread {
            var signals = watched
            var received: Int32 = 0
            sigwait(&signals, &received)
            connection.interrupt()
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
