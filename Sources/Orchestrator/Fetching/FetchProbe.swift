import Jobs
import Ledger
import Transfer

/// Looks at a name server without leaving a trace: is there a complete file that the ledger does not have? Only then a
/// run is worth its place in the ledger; most looks find nothing.
struct FetchProbe: Sendable {
    let site: Site
    let server: ServerDefinition
    let parameters: FetchParameters
    let job: String
    /// How long to wait for a connection.
    let patience: Duration

    func answer() async -> FetchRound.Answer {
        let (job, name) = (job, server.name)
        // A run that waits for its next attempt has a time of its own.
        let waits = (try? await site.ledger.read { try $0.hasOpenRun(job: job, subject: name) }) ?? false
        if waits { return .postponed }
        do { return try await look() } catch let error as TransferError where error.isSilence {
            return .silence("\(error)")
        } catch { return .refusal("\(error)") }
    }

    private func look() async throws -> FetchRound.Answer {
        let source = try await site.sources.connect(to: server, patience: patience)
        let (directory, pattern) = FetchRun.place(of: server)
        let listing: [RemoteFile]
        do { listing = try await source.list(directory: directory, matching: parameters.pattern ?? pattern) } catch {
            await source.close()
            throw error
        }
        await source.close()
        let verdicts = site.listings.verdicts(
            server: server.name, listing: listing, by: FetchRun.check(parameters), nowSeconds: site.now() / 1_000_000)
        let seen = listing.map { ($0, FetchRun.sighting($0, in: directory)) }
        let (name, deletes) = (server.name, parameters.deletesAtSource)
        let (waiting, hasNews) = try await site.ledger.read { view in
            var waiting = 0
            var hasNews = false
            for (file, sighting) in seen {
                switch try view.state(server: name, of: sighting) {
                case nil, .announced: if verdicts[file] == .stable { hasNews = true } else { waiting += 1 }
                case .archived, .expired: hasNews = hasNews || deletes
                default: break
                }
            }
            return (waiting, hasNews)
        }
        var facts = ListingFacts()
        facts.listed = listing.count
        facts.waiting = waiting
        return .listed(facts, hasNews: hasNews)
    }
}
