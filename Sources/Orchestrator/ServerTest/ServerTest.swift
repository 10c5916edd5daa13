import FileNames
import Glibc
public import Jobs
import Ledger
public import Transfer

/// Connects to one name server as a fetch does, looks, and leaves no trace: nothing is fetched, and nothing is
/// remembered of the listing.
struct ServerTest: Sendable {
    /// Reasons that are told one by one.
    private static let mostReasons = 20

    let dependencies: Dependencies
    let server: ServerDefinition
    let parameters: FetchParameters

    func outcome() async -> ServerTestOutcome {
        let begin = ContinuousClock.now
        var outcome = blank
        do { try await look(&outcome) } catch {
            outcome.error = "\(error)"
            outcome.failedAt = (error as? TransferError)?.step
        }
        outcome.seconds = (ContinuousClock.now - begin) / .seconds(1)
        return outcome
    }

    /// An outcome of which nothing is known yet.
    var blank: ServerTestOutcome {
        let (directory, pattern) = FetchRun.place(of: server)
        var place = "this host"
        if case .sftp(let source) = server.source {
            place =
                "\(source.user)@\(source.host.contains(":") ? "[\(source.host)]" : source.host):\(source.port)"
        }
        return ServerTestOutcome(place: place, directory: directory, pattern: parameters.pattern ?? pattern)
    }

    private func look(_ outcome: inout ServerTestOutcome) async throws {
        let source = try await dependencies.sources.connect(to: server)
        do {
            outcome.facts = try await source.facts()
            let listing = try await source.list(directory: outcome.directory, matching: outcome.pattern)
            await source.close()
            try await judge(listing, &outcome)
        } catch {
            await source.close()
            throw error
        }
    }

    private func judge(_ listing: SourceListing, _ outcome: inout ServerTestOutcome) async throws {
        let files = listing.files
        let verdicts = dependencies.listings.preview(
            server: server.name, listing: files, by: FetchRun.check(parameters),
            nowSeconds: dependencies.now() / 1_000_000)
        let (name, directory) = (server.name, outcome.directory)
        let states = try await dependencies.ledger.read { view in
            try files.map { try view.state(server: name, of: FetchRun.sighting($0, in: directory)) }
        }
        var reasons: [String: (count: Int, example: String)] = [:]
        func pass(over file: RemoteFile, _ reason: String) {
            reasons[reason] = ((reasons[reason]?.count ?? 0) + 1, reasons[reason]?.example ?? file.name.text)
        }
        for (reason, entries) in listing.passedOver {
            reasons[Self.sentence(reason, pattern: outcome.pattern)] = (entries.count, entries.names.first?.text ?? "")
        }
        for (file, state) in zip(files, states) {
            switch (state, verdicts[file]) {
            case (nil, .stable), (.announced, .stable): outcome.wanted.append(file)
            case (nil, .waiting(let reason)), (.announced, .waiting(let reason)):
                pass(over: file, "not complete yet: \(reason)")
            case (let state?, _): pass(over: file, "already known: \(state.rawValue)")
            case (nil, nil): break
            }
        }
        outcome.files = files
        outcome.wanted.sort { ($0.modifiedSeconds, $0.name) < ($1.modifiedSeconds, $1.name) }
        outcome.rest = reasons.map { .init(reason: $0.key, count: $0.value.count, example: $0.value.example) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
        outcome.rest = Array(outcome.rest.prefix(Self.mostReasons))
    }

    /// Why an entry is never fetched.
    private static func sentence(_ reason: SourceListing.Reason, pattern: String) -> String {
        switch reason {
        case .hidden: "the name begins with a dot"
        case .unfinished: "the name marks an unfinished file (.part, .tmp)"
        case .otherName: "the name does not match '\(pattern)'"
        case .notPlain: "not a regular file"
        case .unreadable: "its type, size and time cannot be read"
        case .badName: "the name is not allowed on this machine"
        }
    }
}

/// What a test of a name server has found.
public struct ServerTestOutcome: Sendable, Hashable {
    /// Files that are not fetched for one reason.
    public struct Rest: Sendable, Hashable {
        public var reason: String
        public var count: Int
        /// The name of one of them.
        public var example: String
    }

    /// Where the captures are: `user@host:port`, or `this host`.
    public var place: String
    public var directory: String
    /// The glob that names must match.
    public var pattern: String
    /// `nil` for a directory of this host, and where no connection came about.
    public var facts: ConnectionFacts?
    /// Files whose names match, by name.
    public var files: [RemoteFile] = []
    /// Those of them that the next fetch would take, the oldest first.
    public var wanted: [RemoteFile] = []
    /// The other files of the directory, the most frequent reason first.
    public var rest: [Rest] = []
    /// Why the test did not get to its end; `nil`: it did.
    public var error: String?
    /// Where it ended; `nil`: at the end, or it took too long.
    public var failedAt: TransferStep?
    public var seconds: Double = 0

    init(place: String, directory: String, pattern: String) {
        self.place = place
        self.directory = directory
        self.pattern = pattern
    }
}

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
