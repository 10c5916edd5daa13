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
            var arguments = shared.arguments.filter { $0 != "--orders" }
            if let index = arguments.firstIndex(of: "--out") { arguments[index + 1] = order.out }
            if let index = arguments.firstIndex(of: "--state-in") { arguments.removeSubrange(index...index + 1) }
            if let next = state.next { arguments += ["--state-in", next] }
            arguments += ["--state-out", order.state_out, "\(order.id)=\(order.path)"]
            try? FileManager.default.createDirectory(atPath: order.out, withIntermediateDirectories: true)
            var command = shared
            command.orders = nil
            command.arguments = arguments
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
