import DurableIO
import FileFlow
import Jobs
import Ledger
import Transfer

/// Tells a failure of the place where everything lies from one of what was being done: by trying it out.
struct StorageCheck: Sendable {
    let flow: FileFlow
    let servers: [String]

    init(flow: FileFlow, configuration: Configuration) {
        self.flow = flow
        servers = configuration.servers.map(\.name)
    }

    /// What is wrong with the data root after a failure; `nil`: nothing, it can be written, or the failure came from
    /// somewhere else and nothing was tried.
    func trouble(after error: any Error) async -> StorageTrouble? {
        if case LedgerError.commitFailed(let what)? = error as? LedgerError { return StorageTrouble(what: what) }
        guard Self.mayBeDisk(error) else { return nil }
        return await trouble(around: Self.path(of: error))
    }

    /// What is wrong now.
    ///
    /// - Parameter path: where something has failed, absolute; it is tried there too.
    func trouble(around path: String?) async -> StorageTrouble? {
        do {
            try await flow.probe(servers: servers, around: path)
            return nil
        } catch is CancellationError {
            return nil
        } catch is BlockingThreads.Overloaded {
            // Nothing was tried: who asked fails for its own reason, and is tried again.
            return nil
        } catch { return StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path ?? path) }
    }

    /// Whether what failed was tried on the disk. A name server that does not answer, an answer that is refused or a
    /// change that the ledger does not allow say nothing about it.
    static func mayBeDisk(_ error: any Error) -> Bool {
        switch error {
        case let error as TransferError: error.isLocal
        case let error as RunFailure: error.mayBeDisk
        case let error as LedgerError:
            switch error {
            case .conflict, .notFound, .noSuchTransition, .overloaded, .closed: false
            default: true
            }
        case FileFlowError.conflict: false
        case is CancellationError, is BlockingThreads.Overloaded: false
        default: true
        }
    }

    private static func path(of error: any Error) -> String? {
        switch error {
        case let error as FileFlowError: error.path
        case let error as DiskError: error.path
        case TransferError.diskFull(let path, _), TransferError.localPermissionDenied(let path, _),
            TransferError.localFailure(let path, _, _):
            path
        default: nil
        }
    }
}
