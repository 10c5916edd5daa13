public import Jobs
import Synchronization
public import Transfer

/// Keeps connections to name servers open from one question to the next. To connect takes a third of a second and much
/// more work than the question itself, on both sides; with many servers that are asked every few seconds it would be
/// most of what the daemon does.
///
/// A connection that is not used for a while is closed, and none gets old: keys and accounts that are taken away count
/// soon. One that broke while nobody used it is replaced without a word.
public final class KeptConnections: SourceConnector {
    /// The most that are kept; who comes back beyond that is closed.
    private static let limit = 256

    private struct Kept {
        var source: any CaptureSource
        var madeUs: Int64
        var usedUs: Int64
    }

    private struct State {
        var kept: [ServerDefinition: Kept] = [:]
        var isSweeping = false
    }

    private let base: any SourceConnector
    private let idleUs: Int64
    private let ageUs: Int64
    private let nowUs: @Sendable () -> Int64
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - idle: how long an unused connection is kept.
    ///   - age: how old one gets at most.
    ///   - nowUs: time since boot: a clock that is set changes nothing here.
    public init(
        _ base: any SourceConnector, idle: Duration = .seconds(90), age: Duration = .seconds(600),
        nowUs: @escaping @Sendable () -> Int64 = Dependencies.timeSinceBoot,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.base = base
        idleUs = Int64(idle / .microseconds(1))
        ageUs = Int64(age / .microseconds(1))
        self.nowUs = nowUs
        self.sleep = sleep
    }

    /// How many connections wait for the next question.
    public var count: Int { state.withLock { $0.kept.count } }

    public func connect(to server: ServerDefinition, patience: Duration) async throws -> any CaptureSource {
        guard case .sftp = server.source else { return try await base.connect(to: server, patience: patience) }
        let now = nowUs()
        let kept = state.withLock { $0.kept.removeValue(forKey: server) }
        if let kept, now - kept.madeUs < ageUs, now - kept.usedUs < idleUs {
            return KeptSource(kept.source, madeUs: kept.madeUs, isUsed: true, server: server, patience, of: self)
        }
        await kept?.source.close()
        let next = try await replacement(for: server, patience)
        return KeptSource(next.source, madeUs: next.madeUs, isUsed: false, server: server, patience, of: self)
    }

    public func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome {
        try await base.download(request, to: path)
    }

    func replacement(for server: ServerDefinition, _ patience: Duration) async throws -> (
        source: any CaptureSource, madeUs: Int64
    ) {
        let madeUs = nowUs()
        return (try await base.connect(to: server, patience: patience), madeUs)
    }

    /// Takes a connection that is well until somebody wants it again.
    func keep(_ source: any CaptureSource, madeUs: Int64, for server: ServerDefinition) async {
        let now = nowUs()
        let (isKept, sweeps) = state.withLock { state in
            guard state.kept[server] == nil, state.kept.count < Self.limit, now - madeUs < ageUs else {
                return (false, false)
            }
            state.kept[server] = Kept(source: source, madeUs: madeUs, usedUs: now)
            defer { state.isSweeping = true }
            return (true, !state.isSweeping)
        }
        if !isKept { return await source.close() }
        if sweeps { Task { [weak self] in await self?.sweepWhileAny() } }
    }

    private func sweepWhileAny() async {
        while true {
            // A sleep that is cut short only ends the looking: the next one who keeps something begins it again.
            let isOver = (try? await sleep(.microseconds(idleUs))) == nil
            let now = nowUs()
            let (old, isDone) = state.withLock { state in
                let old = state.kept.filter { now - $0.value.usedUs >= idleUs || isOver }
                for server in old.keys { state.kept[server] = nil }
                if state.kept.isEmpty { state.isSweeping = false }
                return (old.values.map(\.source), state.kept.isEmpty)
            }
            for source in old { await source.close() }
            if isDone { return }
        }
    }
}

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
