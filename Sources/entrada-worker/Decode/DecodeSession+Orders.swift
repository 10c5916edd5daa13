import Decode
import Foundation
import WorkerProtocol

extension DecodeSession {
    /// Decodes one capture after the other, as they are ordered. Each goes on where the one before has ended, as if it had
    /// been given that one's state by itself. A capture that is not usable leaves nothing and ends nothing.
    func follow(_ orders: OrderReader, state initial: StateSource?, printer: EventPrinter) throws {
        // What the next capture takes over, and what the last one had taken over.
        var state = initial
        var before = initial
        while let order = orders.next().capture {
            if order.drops_last { state = before }
            do {
                let work = Work(
                    inputs: [CaptureInput(id: order.id, path: order.path)], out: order.out, state: state,
                    keepsState: true, run: order.run, isDurable: false)
                var (outcome, left) = try decode(work)
                before = state
                state = nil
                if let left {
                    outcome.state_sha256 = try StateFile.write(left, to: order.state_out, isDurable: false)
                    state = try StateSource(order.state_out)
                }
                printer.send(.decoded(outcome))
            } catch {
                let failure = WorkerFailure(error)
                guard failure.exit == .inputUnusable else { throw error }
                before = state
                try? FileManager.default.removeItem(atPath: order.out)
                var outcome = DecodeOutcome()
                outcome.reason = failure.description
                printer.send(.refused(outcome))
            }
        }
    }
}
