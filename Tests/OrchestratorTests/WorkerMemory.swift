import Foundation
import Orchestrator
import Synchronization
import WorkerProtocol

/// What a worker that decodes one capture after the other has in mind: the state that the next one goes on from, as a
/// file for the script.
final class WorkerMemory: Sendable {
    private struct State {
        var next: String?
        var last: String?
        var made: [String] = []
    }

    private let state: Mutex<State>

    init(_ path: String?) { state = Mutex(State(next: path, last: path)) }

    /// The command of a worker that has nothing to do but this capture.
    func command(for order: DecodeOrder.Capture, like shared: WorkerCommand) -> WorkerCommand {
        state.withLock { state in
            if order.drops_last { state.next = state.last }
            var command = shared
            command.orders = nil
            if case .request(.decode(var request)) = shared.work {
                request.follows_orders = false
                request.out = order.out
                request.state_in = state.next
                request.state_out = order.state_out
                request.captures = [DecodeRequest.Capture(id: order.id, path: order.path)]
                command.work = .request(.decode(request))
            }
            try? FileManager.default.createDirectory(atPath: order.out, withIntermediateDirectories: true)
            return command
        }
    }

    /// The daemon takes the file away while the next capture is decoded.
    func keep(_ order: DecodeOrder.Capture) {
        let copy = FileManager.default.temporaryDirectory.path + "/entrada-state-\(order.id)-\(UUID().uuidString)"
        let isThere = (try? FileManager.default.copyItem(atPath: order.state_out, toPath: copy)) != nil
        state.withLock { state in
            state.last = state.next
            state.next = isThere ? copy : nil
            if isThere { state.made.append(copy) }
        }
    }

    func refuse() { state.withLock { $0.last = $0.next } }

    func forget() { for path in state.withLock({ $0.made }) { try? FileManager.default.removeItem(atPath: path) } }
}
