import Control
import Dispatch
import Foundation

/// Ends the program when a time is over: better no answer than a daemon that cannot start.
struct Watchdog {
    private let timer: any DispatchSourceTimer

    init(seconds: Int) {
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .seconds(seconds))
        timer.setEventHandler {
            Console.complain(
                "entradactl: reading the ledger took more than \(seconds) s, and no daemon can start meanwhile; stopped. "
                    + "Try again when the daemon runs")
            exit(ControlError.Code.failed.exitCode)
        }
        timer.activate()
    }

    func cancel() { timer.cancel() }
}
