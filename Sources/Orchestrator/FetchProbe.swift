import Jobs
import Ledger
import Transfer

/// Looks at a name server without leaving a trace: is there a complete file that the ledger does not have? Only then a
/// run is worth its place in the ledger; most looks find nothing.
struct FetchProbe: Sendable {
    let site: Site
    let server: ServerDefinition
    let parameters: FetchParameters

    func hasNews() async throws -> Bool {
        site.contacts.asked(server.name, nowUs: site.now())
        do { return try await ask() } catch {
            site.contacts.failed(server.name, error)
            throw error
        }
    }

    private func ask() async throws -> Bool {
        let source = try await site.sources.connect(to: server)
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
        let (open, hasNews) = try await site.ledger.read { view in
            var open: [StabilityVerdict] = []
            var hasNews = false
            for (file, sighting) in seen {
                switch try view.state(server: name, of: sighting) {
                case nil, .announced:
                    guard let verdict = verdicts[file] else { continue }
                    open.append(verdict)
                    hasNews = hasNews || verdict == .stable
                case .archived, .expired: hasNews = hasNews || deletes
                default: break
                }
            }
            return (open, hasNews)
        }
        site.contacts.answered(name, open, nowUs: site.now())
        return hasNews
    }
}
