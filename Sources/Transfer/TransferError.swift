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
