import Jobs
import Synchronization
import Transfer

/// A connection on loan: to close it gives it back, unless something has gone wrong with it.
final class KeptSource: CaptureSource {
    private struct State {
        var source: any CaptureSource
        var madeUs: Int64
        /// It has lain unused: that it is broken says nothing about the server.
        var mayBeStale: Bool
        var isBroken = false
        var isClosed = false
    }

    private let state: Mutex<State>
    private let server: ServerDefinition
    private let patience: Duration
    private let owner: KeptConnections

    init(
        _ source: any CaptureSource, madeUs: Int64, isUsed: Bool, server: ServerDefinition, _ patience: Duration,
        of owner: KeptConnections
    ) {
        state = Mutex(State(source: source, madeUs: madeUs, mayBeStale: isUsed))
        self.server = server
        self.patience = patience
        self.owner = owner
    }

    func list(directory: String, matching pattern: String) async throws -> SourceListing {
        try await use { try await $0.list(directory: directory, matching: pattern) }
    }

    func fetch(
        _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
    ) async throws -> FetchedFile {
        try await use { try await $0.fetch(file, from: directory, to: localPath, progress: progress) }
    }

    func remove(_ file: RemoteFile, from directory: String) async throws {
        try await use { try await $0.remove(file, from: directory) }
    }

    func facts() async throws -> ConnectionFacts? { try await use { try await $0.facts() } }

    func close() async {
        let (source, made, isBroken, isAgain) = state.withLock { state in
            defer { state.isClosed = true }
            return (state.source, state.madeUs, state.isBroken, state.isClosed)
        }
        if isAgain { return }
        if isBroken { await source.close() } else { await owner.keep(source, madeUs: made, for: server) }
    }

    private func use<Result: Sendable>(_ body: (any CaptureSource) async throws -> Result) async throws -> Result {
        let (source, mayBeStale) = state.withLock { state in
            defer { state.mayBeStale = false }
            return (state.source, state.mayBeStale)
        }
        do { return try await body(source) } catch let error as TransferError where error.breaksConnection {
            guard mayBeStale, case .connectionLost = error else {
                state.withLock { $0.isBroken = true }
                throw error
            }
        }
        await source.close()
        do {
            let next = try await owner.replacement(for: server, patience)
            state.withLock { ($0.source, $0.madeUs) = (next.source, next.madeUs) }
            return try await body(next.source)
        } catch {
            state.withLock { $0.isBroken = true }
            throw error
        }
    }
}
