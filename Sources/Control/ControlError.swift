import Ledger

/// Why a request was not fulfilled.
public struct ControlError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure: each has an exit code of `entradactl` and an HTTP status.
    public enum Code: String, Sendable, Codable, CaseIterable {
        case failed, usage, unreachable, degraded, configuration, conflict, denied
        case notFound = "not_found"

        /// What `entradactl` exits with.
        public var exitCode: Int32 {
            switch self {
            case .failed: 1
            case .usage: 2
            case .unreachable: 3
            case .notFound: 4
            case .conflict: 5
            case .denied: 6
            case .degraded: 7
            case .configuration: 78
            }
        }

        /// The HTTP status (RFC 9110 section 15).
        public var httpStatus: Int {
            switch self {
            case .failed: 500
            case .usage: 400
            case .unreachable, .degraded: 503
            case .notFound: 404
            case .conflict: 409
            case .denied: 403
            case .configuration: 422
            }
        }
    }

    public var code: Code
    /// What happened, where, and what to do.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var exitCode: Int32 { code.exitCode }
    public var description: String { message }
}

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
