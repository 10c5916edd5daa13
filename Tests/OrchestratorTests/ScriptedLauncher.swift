import Orchestrator
import Synchronization
import WorkerProtocol

/// Runs a closure instead of a process.
final class ScriptedLauncher: WorkerLauncher {
    typealias Script = @Sendable (WorkerCall) async throws -> WorkerEnd

    private struct State {
        var script: Script
        var calls: [WorkerCall] = []
        var running = 0
        var most = 0
    }

    private let state: Mutex<State>
    /// Sent when a worker has started.
    let started = Signal()

    init(_ script: @escaping Script = { try await $0.decode() }) { state = Mutex(State(script: script)) }

    /// What the next workers do.
    func follow(_ script: @escaping Script) { state.withLock { $0.script = script } }

    var calls: [WorkerCall] { state.withLock { $0.calls } }
    /// How many workers ran at the same time at the most.
    var most: Int { state.withLock { $0.most } }

    func run(
        _ command: WorkerCommand, started didStart: @escaping @Sendable (Int32) async -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        let call = WorkerCall(command: command) { event in await line(try event.line()) }
        let script = state.withLock { state in
            state.calls.append(call)
            state.running += 1
            state.most = max(state.most, state.running)
            return state.script
        }
        defer { state.withLock { $0.running -= 1 } }
        await didStart(999_999)
        started.send()
        return try await script(call)
    }
}
