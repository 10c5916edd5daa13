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
                case .lost, .notDurable, .newerThanProgram, .networkFilesystem, .damaged, .file, .commitFailed,
                    .overloaded:
                    .failed
                }
            self.init(code, error.description + (Self.advice(error) ?? ""))
        default: self.init(.failed, String(describing: error))
        }
    }

    /// Where what was not found can be looked up.
    private static func advice(_ error: LedgerError) -> String? {
        guard case .notFound(let what) = error else { return nil }
        let lists = [("job", "jobs"), ("run", "runs"), ("capture", "files"), ("server", "servers")]
        return lists.first { what.hasPrefix($0.0 + " ") }.map { "; see entradactl \($0.1)" }
    }
}
