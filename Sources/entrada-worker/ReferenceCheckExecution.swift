import Decode
import WorkerProtocol

/// Reads a file of reference data as a decode would, and says whether it can be used.
struct ReferenceCheckExecution {
    private let request: ReferenceCheckRequest

    init(_ request: ReferenceCheckRequest) { self.request = request }

    /// - Parameter lifetime: the descriptor that ends this process when it is closed.
    /// - Throws: `ExitCode` for a file that cannot be used; the reason is in the last event and on standard error.
    func perform(lifetime: Int32?) throws {
        if let lifetime { Lifetime.watch(lifetime) }
        try EventPrinter().finish {
            if let reason = check.problem(path: request.file) {
                throw WorkerFailure(exit: .inputUnusable, description: reason)
            }
            return DecodeOutcome()
        }
    }

    private var check: ReferenceCheck {
        switch request.kind {
        case .countryDatabase: .countryDatabase
        case .asnDatabase: .asnDatabase
        case .suffixList: .suffixList
        case .resolverList: .resolverList
        }
    }
}
