import Ledger

extension ControlError {
    /// Any error as one that has a code; what is not known is `failed`.
    public init(wrapping error: any Error) {
        switch error {
        case let error as ControlError: self = error
        case let error as LedgerError:
            let code: Code =
                switch error {
                case .notFound: .notFound
                case .missing: .notFound
                case .conflict, .noSuchTransition, .heldByDaemon: .conflict
                case .closed: .unreachable
                case .lost, .notDurable, .newerThanProgram, .networkFilesystem, .damaged, .file, .commitFailed: .failed
                }
            self.init(code, error.description)
        default: self.init(.failed, String(describing: error))
        }
    }
}
