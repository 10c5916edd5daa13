import FileNames
import Jobs
import Ledger
import Model
import Transfer

/// Looks at a name server without leaving a trace: is there a complete file that the ledger does not have? Only then a
/// run is worth its place in the ledger; most looks find nothing.
struct FetchProbe: Sendable {
    let dependencies: Dependencies
    let server: ServerDefinition
    let parameters: FetchParameters
    let job: String
    /// How long to wait for a connection.
    let patience: Duration

    func answer() async -> FetchRound.Answer {
        let (job, name) = (job, server.name)
        // A run that waits for its next attempt has a time of its own.
        do {
            if try await dependencies.ledger.read({ try $0.hasOpenRun(job: job, subject: .server(name)) }) {
                return .postponed
            }
            return try await look()
        } catch let error as TransferError where error.isSilence {
            return .silence("\(error)")
        } catch { return .refusal("\(error)") }
    }

    /// Whether a file that could not be had is gone from the source: a run takes note of it.
    private func hasLeft(
        _ files: [RemoteFile], _ directory: String, _ view: LedgerView, _ nowUs: Int64
    ) throws -> Bool {
        let due = try view.troubles(server: server.name).filter { $0.state == .announced && $0.nextUs <= nowUs }
        if due.isEmpty { return false }
        let paths = Set(files.map { FetchRun.sighting($0, in: directory).path })
        return try due.contains { trouble in
            guard let path = try view.capture(trouble.capture)?.sourcePath else { return false }
            return !paths.contains(path)
        }
    }

    private func look() async throws -> FetchRound.Answer {
        let source = try await dependencies.sources.connect(to: server, patience: patience)
        let (directory, pattern) = FetchRun.place(of: server)
        let listing: SourceListing
        do { listing = try await source.list(directory: directory, matching: parameters.pattern ?? pattern) } catch {
            await source.close()
            throw error
        }
        await source.close()
        let now = dependencies.now()
        let verdicts = dependencies.listings.verdicts(
            server: server.name, listing: listing.files, by: FetchRun.check(parameters), nowSeconds: now / 1_000_000)
        // What the ledger has need not be looked up again and again.
        let open = dependencies.listings.unsettled(server: server.name, listing: listing.files)
        let seen = open.map { ($0, FetchRun.sighting($0, in: directory)) }
        let (name, deletes) = (server.name, parameters.deletesAtSource)
        let (hasNews, settled, waiting) = try await dependencies.ledger.read { view in
            let resting = try view.restingCaptures(nowUs: now)
            let mayDelete = try deletes && view.restoreMark() == nil
            var settled: [RemoteFile] = []
            var (hasNews, waiting) = (false, 0)
            for (file, sighting) in seen {
                let known = try view.source(server: name, of: sighting)
                let rests = known.map { resting.contains($0.capture) } ?? false
                switch known?.state {
                case nil, .announced:
                    if verdicts[file] != .stable { waiting += 1 } else if !rests { hasNews = true }
                case .archived, .expired:
                    if mayDelete && !rests { hasNews = true }
                    if !deletes { settled.append(file) }
                default: if !deletes { settled.append(file) }
                }
            }
            if try !hasNews && hasLeft(listing.files, directory, view, now) { hasNews = true }
            return (hasNews, settled, waiting)
        }
        dependencies.listings.settle(server: server.name, settled)
        var facts = ListingFacts()
        (facts.listed, facts.waiting) = (listing.files.count, waiting)
        for (reason, entries) in listing.passedOver {
            facts.passedOver[reason.rawValue] = ListingFacts.PassedOver(
                count: entries.count, examples: entries.names.map(\.text))
        }
        return .listed(facts, hasNews: hasNews)
    }
}
