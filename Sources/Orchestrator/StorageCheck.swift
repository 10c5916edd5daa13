import FileFlow
import Jobs
import Ledger

/// Tells a failure of the place where everything lies from one of what was being done: by trying it out.
struct StorageCheck: Sendable {
    let flow: FileFlow
    let servers: [String]

    init(site: Site, configuration: Configuration) {
        flow = site.flow
        servers = configuration.servers.map(\.name)
    }

    /// What is wrong with the data root after a failure; nil: nothing, it can be written.
    func trouble(after error: any Error) async -> StorageTrouble? {
        if case LedgerError.commitFailed(let what)? = error as? LedgerError { return StorageTrouble(what: what) }
        return await trouble(around: (error as? FileFlowError)?.path)
    }

    /// What is wrong now.
    ///
    /// - Parameter path: where something has failed, absolute; it is tried there too.
    func trouble(around path: String?) async -> StorageTrouble? {
        do {
            try await flow.probe(servers: servers, around: path)
            return nil
        } catch { return StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path ?? path) }
    }
}
