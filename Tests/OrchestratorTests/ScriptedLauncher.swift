import Synchronization
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// Runs a closure instead of a process: once for each capture.
final class ScriptedLauncher: WorkerLauncher {
    typealias Script = @Sendable (WorkerCall) async throws -> WorkerEnd

    private struct State {
        var script: Script
        var calls: [WorkerCall] = []
        var running = 0
        var most = 0
        var processes = 0
    }

    private let state: Mutex<State>
    /// Sent when a worker has started.
    let started = Signal()

    init(_ script: @escaping Script = { try await $0.decode() }) { state = Mutex(State(script: script)) }

    /// What the next workers do.
    func follow(_ script: @escaping Script) { state.withLock { $0.script = script } }

    var calls: [WorkerCall] { state.withLock { $0.calls } }
    /// How many workers there were.
    var processes: Int { state.withLock { $0.processes } }
    /// How many workers ran at the same time at the most.
    var most: Int { state.withLock { $0.most } }

    func run(
        _ command: WorkerCommand, started didStart: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        try await begin(didStart)
        defer { state.withLock { $0.running -= 1 } }
        if case .request = command.work { await line(try WorkerEvent.started(.own).line()) }
        guard let orders = command.orders else {
            return try await play(WorkerCall(command: command) { event in await line(try event.line()) })
        }
        return try await follow(orders, command) { event in await line(try event.line()) }
    }

    private func begin(_ didStart: @escaping @Sendable (Int32) async throws -> Void) async throws {
        state.withLock { state in
            state.running += 1
            state.most = max(state.most, state.running)
            state.processes += 1
        }
        do { try await didStart(999_999) } catch {
            state.withLock { $0.running -= 1 }
            throw error
        }
        started.send()
    }

    private func play(_ call: WorkerCall) async throws -> WorkerEnd {
        let script = state.withLock { state in
            state.calls.append(call)
            return state.script
        }
        return try await script(call)
    }

    /// A worker that is told one capture after the other: the script sees each as if it were the only one.
    private func follow(
        _ orders: WorkerOrders, _ command: WorkerCommand, say: @escaping @Sendable (WorkerEvent) async throws -> Void
    ) async throws -> WorkerEnd {
        let memory = WorkerMemory(WorkerCall(command: command, say: say).decoding?.state_in)
        defer { memory.forget() }
        for await text in orders.lines {
            guard let order = try DecodeOrder(line: text).capture else {
                try await say(.finished(DecodeOutcome()))
                return .exited(0)
            }
            let said = Mutex<DecodeOutcome?>(nil)
            let call = WorkerCall(command: memory.command(for: order, like: command)) { event in
                if case .finished(let outcome) = event { said.withLock { $0 = outcome } } else { try await say(event) }
            }
            let end = try await play(call)
            let outcome = said.withLock { $0 }
            switch (end, outcome) {
            case (.exited(0), let outcome?):
                memory.keep(order)
                try await say(.decoded(outcome))
            case (.exited(65), let outcome):
                memory.refuse()
                try await say(.refused(outcome ?? DecodeOutcome()))
            default:
                if let outcome { try await say(.finished(outcome)) }
                return end
            }
        }
        return .stopped(.cancelled)
    }
}
