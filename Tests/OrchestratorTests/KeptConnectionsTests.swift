import Jobs
import Synchronization
import Testing
import TestSupport
import Transfer

@testable import Orchestrator

@Suite("connections that are kept")
struct KeptConnectionsTests {
    /// Counts connections, and breaks them where a test wants it.
    private final class Counted: SourceConnector {
        struct State {
            var made = 0
            var closed = 0
            var failures: [TransferError] = []
        }
        let state = Mutex(State())
        let hasClosed = Signal()

        func connect(to server: ServerDefinition, patience: Duration) async throws -> any CaptureSource {
            state.withLock { $0.made += 1 }
            return Source(owner: self)
        }

        func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome { .unchanged }

        func fail(_ errors: TransferError...) { state.withLock { $0.failures = errors } }
        var made: Int { state.withLock { $0.made } }
        var closed: Int { state.withLock { $0.closed } }
    }

    private struct Source: CaptureSource {
        let owner: Counted

        func list(directory: String, matching pattern: String) async throws -> SourceListing {
            let error = owner.state.withLock { $0.failures.isEmpty ? nil : $0.failures.removeFirst() }
            if let error { throw error }
            return SourceListing()
        }
        func fetch(
            _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
        ) async throws -> FetchedFile { FetchedFile(sizeBytes: 0, modifiedSeconds: 0, bytesPerSecond: 1) }
        func remove(_ file: RemoteFile, from directory: String) async throws {}
        func facts() async throws -> ConnectionFacts? { nil }
        func close() async {
            owner.state.withLock { $0.closed += 1 }
            owner.hasClosed.send()
        }
    }

    private static let lost = TransferError.connectionLost(place: "ns1", reason: "reset")

    private let base = Counted()
    private let clock = TestClock()
    private let server = ServerDefinition(
        name: "ns1",
        source: .sftp(
            Jobs.SFTPSource(host: "ns1", user: "capture", key: .file("/key"), knownHosts: "/known", directory: "/d")))

    private func kept(sleep: @escaping @Sendable (Duration) async throws -> Void = TestClock.stand) -> KeptConnections {
        let clock = clock
        return KeptConnections(base, nowUs: { clock.bootUs }, sleep: sleep)
    }

    private func ask(_ connections: KeptConnections) async throws {
        let source = try await connections.connect(to: server)
        do { _ = try await source.list(directory: "/d", matching: "*") } catch {
            await source.close()
            throw error
        }
        await source.close()
    }

    @Test("a hundred questions, one connection; it does not get old")
    func reuse() async throws {
        let connections = kept()
        for _ in 0..<100 {
            try await ask(connections)
            clock.advance(.seconds(3))
        }
        #expect(base.made == 1 && base.closed == 0)
        for _ in 0..<110 {
            try await ask(connections)
            clock.advance(.seconds(3))
        }
        #expect(base.made == 2 && base.closed == 1)
    }

    @Test("one that broke while nobody used it is replaced; one that breaks in use is an error, and closed")
    func broken() async throws {
        let connections = kept()
        try await ask(connections)
        base.fail(Self.lost)
        try await ask(connections)
        #expect(base.made == 2 && base.closed == 1)
        base.fail(Self.lost, Self.lost)
        await #expect(throws: Self.lost) { try await ask(connections) }
        #expect(base.made == 3 && base.closed == 3 && connections.count == 0)
        base.fail(.timedOut(place: "ns1", operation: "to list", seconds: 10))
        await #expect(throws: TransferError.self) { try await ask(connections) }
        #expect(base.made == 4 && base.closed == 4)
        try await ask(connections)
        base.fail(.directoryMissing(place: "ns1", path: "/d"))
        await #expect(throws: TransferError.self) { try await ask(connections) }
        #expect(base.made == 5 && base.closed == 4, "the connection is well")
    }

    @Test("an unused one is closed after a while")
    func idle() async throws {
        let (asleep, isOver) = (Signal(), Signal())
        let connections = kept { _ in
            asleep.send()
            await isOver.wait()
        }
        try await ask(connections)
        await asleep.wait()
        clock.advance(.seconds(91))
        isOver.send()
        await base.hasClosed.wait()
        #expect(base.closed == 1)
        #expect(connections.count == 0)
    }

    @Test("two at once: one is kept, the other closed; a directory of this host is none")
    func two() async throws {
        let connections = kept()
        let (one, other) = (try await connections.connect(to: server), try await connections.connect(to: server))
        await one.close()
        await other.close()
        await other.close()
        #expect(base.made == 2 && base.closed == 1 && connections.count == 1)
        let local = ServerDefinition(name: "here", source: .local(LocalSource(directory: "/d", pattern: "*")))
        await (try await connections.connect(to: local)).close()
        #expect(base.made == 3 && base.closed == 2 && connections.count == 1)
    }
}
