/// Where on the way to a capture a transfer has failed.
public enum TransferStep: String, Sendable, Hashable, CaseIterable {
    /// Finding the host and reaching its port.
    case connect
    /// Agreeing on algorithms.
    case handshake
    /// Whether the server is the one that it says it is.
    case hostKey = "host_key"
    /// Whether we are who we say we are.
    case login
    case sftp
    /// Looking into the directory.
    case list
    /// Copying or removing a file.
    case file
}

extension TransferError {
    /// Where it happened.
    public var step: TransferStep {
        switch self {
        case .hostNotFound, .unreachable, .connectionLost, .closed: .connect
        case .handshakeFailed: .handshake
        case .timedOut(_, let operation, _): Self.step(ofOperation: operation)
        case .knownHostsUnreadable, .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked: .hostKey
        case .privateKeyMissing, .privateKeyUnreadable, .privateKeyExposed, .privateKeyEncrypted, .privateKeyUnusable,
            .rsaKeyRefused, .authenticationRefused:
            .login
        case .sftpUnavailable: .sftp
        case .directoryMissing, .tooManyEntries: .list
        case .permissionDenied(_, _, let operation), .sourceFailure(_, _, let operation, _):
            operation == "list" ? .list : .file
        default: .file
        }
    }

    private static func step(ofOperation operation: String) -> TransferStep {
        switch operation {
        case "the TCP connection": .connect
        case "the SSH handshake": .handshake
        case "the login": .login
        case "opening SFTP": .sftp
        default: operation.hasPrefix("to list") ? .list : .file
        }
    }
}
