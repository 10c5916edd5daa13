import Glibc

/// Why a transfer failed: what happened, where, and (in `description`) what to do.
///
/// `place` is `user@host:port`, or `this host` for a local directory.
public enum TransferError: Error, Hashable, Sendable {
    // Reaching the server
    case hostNotFound(place: String, reason: String)
    case unreachable(place: String, reason: String)
    case timedOut(place: String, operation: String, seconds: Int)
    case connectionLost(place: String, reason: String)
    case handshakeFailed(place: String, reason: String)
    case sftpUnavailable(place: String, reason: String)

    // Who the server is
    case knownHostsUnreadable(path: String, reason: String)
    case hostKeyUnknown(place: String, knownHosts: String, fingerprint: String, scan: String)
    case hostKeyMismatch(place: String, knownHosts: String, fingerprint: String, scan: String)
    case hostKeyRevoked(place: String, knownHosts: String, fingerprint: String)

    // Who we are
    case privateKeyMissing(path: String)
    case privateKeyUnreadable(path: String, reason: String)
    case privateKeyExposed(path: String, mode: UInt32)
    case privateKeyEncrypted(path: String)
    case privateKeyUnusable(path: String, reason: String)
    case rsaKeyRefused(place: String, path: String, serverVersion: String)
    case authenticationRefused(place: String, path: String, offered: String)

    // At the source
    case directoryMissing(place: String, path: String)
    case permissionDenied(place: String, path: String, operation: String)
    case tooManyEntries(place: String, path: String, limit: Int)
    case disappeared(place: String, path: String)
    case changedWhileReading(place: String, path: String, detail: String)
    case invalidName(place: String, name: String)
    case sourceFailure(place: String, path: String, operation: String, reason: String)
    case closed(place: String)

    // On this side
    case diskFull(path: String, neededBytes: Int64)
    case localPermissionDenied(path: String, operation: String)
    case destinationExists(path: String)
    case localFailure(path: String, operation: String, errno: Int32)
}

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

extension TransferError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .hostNotFound(let place, let reason):
            "\(place): the host name has no address (\(reason)); check the host of this server and the name service"
        case .unreachable(let place, let reason):
            "\(place): no connection (\(reason)); check host and port, the firewall, and that sshd runs there"
        case .timedOut(let place, let operation, let seconds):
            "\(place): \(operation) took longer than \(seconds) s; it is retried with a new connection"
        case .connectionLost(let place, let reason):
            "\(place): the connection broke (\(reason)); it is retried with a new connection"
        case .handshakeFailed(let place, let reason):
            "\(place): the SSH handshake failed (\(reason)); check that the port is sshd's, and that it has an Ed25519 "
                + "or ECDSA host key and common algorithms"
        case .sftpUnavailable(let place, let reason):
            "\(place): the server refuses an SFTP session (\(reason)); it needs 'Subsystem sftp internal-sftp' in "
                + "sshd_config, and the account must be allowed to use it"
        case .knownHostsUnreadable(let path, let reason):
            "known hosts file \(path) can't be read (\(reason)); without it no server can be trusted"
        case .hostKeyUnknown(let place, let file, let fingerprint, let scan):
            "\(place): its host key \(fingerprint) is not in \(file); compare the fingerprint with the one that the "
                + "server's administrator gives, then: \(scan)"
        case .hostKeyMismatch(let place, let file, let fingerprint, let scan):
            "\(place): its host key \(fingerprint) differs from the one in \(file): this may be an attack. If the "
                + "server's administrator confirms the new fingerprint, delete the old line, then: \(scan)"
        case .hostKeyRevoked(let place, let file, let fingerprint):
            "\(place): its host key \(fingerprint) is marked @revoked in \(file); give the server a new host key"
        default: accountDescription ?? sourceDescription ?? localDescription
        }
    }

    private var accountDescription: String? {
        switch self {
        case .privateKeyMissing(let path):
            "private key \(path) does not exist; make one with: ssh-keygen -t ed25519 -N '' -f \(path)"
        case .privateKeyUnreadable(let path, let reason):
            "private key \(path) can't be read (\(reason)); it must belong to the account that runs this program"
        case .privateKeyExposed(let path, let mode):
            "private key \(path) can be used by others (mode \(String(mode, radix: 8))); it is refused until: "
                + "chmod 600 \(path)"
        case .privateKeyEncrypted(let path):
            "private key \(path) has a passphrase, which nobody can type here; use a separate key without one: "
                + "ssh-keygen -p -N '' -f \(path)"
        case .privateKeyUnusable(let path, let reason):
            "private key \(path) can't be used (\(reason)); make an Ed25519 key: ssh-keygen -t ed25519 -N '' -f FILE"
        case .rsaKeyRefused(let place, let path, let version):
            "\(place): the RSA key \(path) is refused by \(version): this program signs with RSA only by SHA-1, which "
                + "OpenSSH refuses since 8.8; make an Ed25519 key (ssh-keygen -t ed25519 -N '' -f FILE) and add "
                + "FILE.pub to the account's authorized_keys"
        case .authenticationRefused(let place, let path, let offered):
            "\(place): the server refuses the key \(path) (it offers: \(offered)); add \(path).pub to the account's "
                + "authorized_keys, and check that the account exists and may log in"
        default: nil
        }
    }

    private var sourceDescription: String? {
        switch self {
        case .directoryMissing(let place, let path):
            "\(place): \(path) is missing or not a directory; correct the path of this server's captures"
        case .permissionDenied(let place, let path, let operation):
            "\(place): no permission to \(operation) \(path); give the account the right, for example through a group"
        case .tooManyEntries(let place, let path, let limit):
            "\(place): \(path) has more than \(limit) entries; move or delete old captures there"
        case .disappeared(let place, let path):
            "\(place): \(path) disappeared before it was fetched completely; check what deletes captures there"
        case .changedWhileReading(let place, let path, let detail):
            "\(place): \(path) is not the file that was listed (\(detail)); it is still being written, and is fetched again"
        case .invalidName(let place, let name):
            "\(place): '\(name)' is not a name of a file in a directory: it is empty, or has a '/' or a NUL in it"
        case .sourceFailure(let place, let path, let operation, let reason):
            "\(place): can't \(operation) \(path) (\(reason)); see the log of the server's sshd"
        case .closed(let place):
            "\(place): the connection is closed"
        default: nil
        }
    }

    private var localDescription: String {
        switch self {
        case .diskFull(let path, let needed):
            "no space for \(path) (\(needed) bytes are needed); free some, or shorten the retention of captures"
        case .localPermissionDenied(let path, let operation):
            "no permission to \(operation) \(path); it must belong to the account that runs this program"
        case .destinationExists(let path):
            "\(path) exists already and is never overwritten; move it away"
        case .localFailure(let path, let operation, let code):
            "can't \(operation) \(path): \(String(cString: strerror(code)))"
        default: "transfer failed"
        }
    }
}
