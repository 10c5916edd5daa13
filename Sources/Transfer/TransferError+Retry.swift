import Glibc

extension TransferError {
    /// Whether the same call can succeed later without anybody changing a configuration, a key or a permission.
    public var canRetry: Bool {
        switch self {
        case .hostNotFound, .unreachable, .timedOut, .connectionLost, .changedWhileReading, .sourceFailure, .closed,
            .diskFull:
            true
        case .localFailure(_, _, let code):
            [EINTR, EAGAIN, EIO, EMFILE, ENFILE, ENOMEM, ESTALE].contains(code)
        case .handshakeFailed, .sftpUnavailable, .knownHostsUnreadable, .hostKeyUnknown, .hostKeyMismatch,
            .hostKeyRevoked, .privateKeyMissing, .privateKeyUnreadable, .privateKeyExposed, .privateKeyEncrypted,
            .privateKeyUnusable, .rsaKeyRefused, .authenticationRefused, .directoryMissing, .permissionDenied,
            .tooManyEntries, .disappeared, .invalidName, .localPermissionDenied, .destinationExists:
            false
        }
    }

    public var isPermanent: Bool { !canRetry }

    /// Whether the connection is of no use any more: close it, and connect again before the next call.
    public var breaksConnection: Bool {
        switch self {
        case .timedOut, .connectionLost, .closed: true
        default: false
        }
    }
}
