import FileFlow
import Jobs
import Ledger

/// Tells the failure of a run from that of the place where everything lies.
struct StorageCheck: Sendable {
    let context: RunContext

    /// What is wrong with the data root; nil: nothing, the run has failed by itself.
    func trouble(after error: any Error) async -> String? {
        if case LedgerError.commitFailed(let what)? = error as? LedgerError { return what }
        let reserve = DiskReserve(root: context.site.root, limits: context.configuration.limits)
        if reserve.isLow { return "less than disk_low_mark is free on the disk: \(error)" }
        do {
            try await context.site.flow.probe(
                servers: context.configuration.servers.map(\.name), around: (error as? FileFlowError)?.path)
            return nil
        } catch { return "\(error)" }
    }
}
