import Foundation
import Synchronization

/// Finds out by trying whether the data root can be written. One trial goes on at a time: whoever asks meanwhile shares
/// the next one with all others who do, because the one that goes on may have begun before the failure in question.
///
/// The files of a trial have names of their own, so that no trial, and nothing that clears up, meets the files of another.
public final class StorageProbe: Sendable {
    /// What the names of a trial's files begin with. A start removes what a killed daemon has left of them.
    static let prefix = ".probe-"

    private struct State {
        var running: Task<Void, any Error>?
        var next: Task<Void, any Error>?
        var count = 0
    }

    private let state = Mutex(State())
    private let body: @Sendable (_ name: String) async throws -> Void

    /// - Parameter body: one trial, with a name for its file that nothing else has.
    init(_ body: @escaping @Sendable (_ name: String) async throws -> Void) { self.body = body }

    /// How many trials have begun.
    public var trials: Int { state.withLock { $0.count } }

    /// Whether somebody waits for the trial after the one that goes on.
    var isQueued: Bool { state.withLock { $0.next != nil } }

    /// Waits for a trial that began after this call.
    ///
    /// - Throws: what the trial threw.
    func callAsFunction() async throws {
        let trial = state.withLock { state in
            if let next = state.next { return next }
            let before = state.running
            let trial = Task {
                _ = await before?.result
                try await self.begin(isNext: before != nil)
            }
            if before == nil { state.running = trial } else { state.next = trial }
            return trial
        }
        try await trial.value
    }

    private func begin(isNext: Bool) async throws {
        let name = state.withLock { state in
            // From now on who asks gets another trial.
            if isNext { (state.running, state.next) = (state.next, nil) }
            state.count += 1
            return "\(Self.prefix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
        }
        defer { state.withLock { $0.running = nil } }
        try await body(name)
    }
}
