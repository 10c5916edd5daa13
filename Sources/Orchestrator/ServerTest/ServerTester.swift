public import Jobs
import Ledger

/// Tests name servers for operators, beside the scheduler and never in its way: few at a time, each of them once, and
/// each answer within its time. A connection that hangs ends by its own time-out, later than the answer if it must;
/// until then it keeps its place, so that there are never more than `most` of them.
public actor ServerTester {
    private static let most = 4

    private let dependencies: Dependencies
    private var underWay: Set<String> = []

    public init(dependencies: Dependencies) { self.dependencies = dependencies }

    /// - Parameter patience: when an answer is due.
    /// - Throws: `LedgerError.conflict` while this server, or too many others, are being tested.
    public func test(
        _ server: ServerDefinition, _ parameters: FetchParameters, patience: Duration
    ) async throws -> ServerTestOutcome {
        guard !underWay.contains(server.name) else {
            throw LedgerError.conflict("server \(server.name) is already being tested; wait for that test")
        }
        guard underWay.count < Self.most else {
            throw LedgerError.conflict("\(underWay.count) servers are already being tested; try again in a moment")
        }
        underWay.insert(server.name)
        let test = ServerTest(dependencies: dependencies, server: server, parameters: parameters)
        let (answers, answer) = AsyncStream<ServerTestOutcome>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let work = Task {
            answer.yield(await test.outcome())
            ended(server.name)
        }
        let watch = Task { [dependencies] in
            do { try await dependencies.sleep(patience) } catch { return }
            var late = test.blank
            late.error =
                "\(late.place): no answer within \(patience.components.seconds) s from the server or the "
                + "network. Try ssh from this machine, or wait longer with --seconds"
            late.seconds = patience / .seconds(1)
            answer.yield(late)
            work.cancel()
        }
        defer { watch.cancel() }
        for await outcome in answers { return outcome }
        throw CancellationError()
    }

    private func ended(_ server: String) { underWay.remove(server) }
}
