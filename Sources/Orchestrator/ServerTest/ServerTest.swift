import FileNames
import Glibc
import Jobs
import Ledger
import Transfer

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
