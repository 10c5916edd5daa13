import CSSH2
import FoundationEssentials
import Glibc

/// An authenticated SSH connection and its SFTP channel. Not `Sendable`: libssh2 allows one thread at a time.
final class SSHSession {
    let endpoint: SFTPEndpoint
    let session: OpaquePointer
    private var sftp: OpaquePointer?
    private var socket: Int32
    /// Set once the other side is known not to answer any more: then nothing polite is attempted.
    private var isBroken = false
    private var isClosed = false
    /// What is waited for an answer now.
    private var patienceSeconds = 0

    var place: String { endpoint.place }

    /// libssh2's global state, made once per process.
    private static let library: Int32 = libssh2_init(0)

    init(_ given: SFTPEndpoint) throws(TransferError) {
        var endpoint = given
        // To libssh2 zero means to wait for ever.
        endpoint.connectTimeoutSeconds = max(1, given.connectTimeoutSeconds)
        endpoint.ioTimeoutSeconds = max(1, given.ioTimeoutSeconds)
        self.endpoint = endpoint
        // Everything that is wrong on this side is found before a packet is sent.
        let key = try UserKey(path: endpoint.privateKeyPath)
        guard Self.library == 0, let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            throw .handshakeFailed(place: endpoint.place, reason: "libssh2 does not start")
        }
        self.session = session
        do {
            socket = try TCPConnection.open(
                host: endpoint.host, port: endpoint.port, timeoutSeconds: endpoint.connectTimeoutSeconds,
                place: endpoint.place)
        } catch {
            socket = -1
            libssh2_session_free(session)
            isClosed = true
            throw error
        }
        do {
            try handshake()
            try authenticate(with: key)
        } catch {
            close()
            throw error
        }
        limitWaiting(toSeconds: endpoint.ioTimeoutSeconds)
    }

    deinit { close() }

    private func handshake() throws(TransferError) {
        let knownHosts = try KnownHosts(endpoint: endpoint, session: session)
        libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, knownHosts.preferredKeyTypes)
        libssh2_session_set_blocking(session, 1)
        limitWaiting(toSeconds: endpoint.connectTimeoutSeconds)
        let code = libssh2_session_handshake(session, socket)
        guard code == 0 else {
            isBroken = true
            throw connectionFailure(code, "the SSH handshake", seconds: endpoint.connectTimeoutSeconds)
                ?? .handshakeFailed(place: place, reason: lastMessage)
        }
        try knownHosts.verify()
    }

    /// libssh2 counts in whole seconds of the clock: what began at the end of one would be over at once.
    func limitWaiting(toSeconds seconds: Int) {
        patienceSeconds = seconds
        libssh2_session_set_timeout(session, (seconds + 1) * 1000)
    }

    func openSFTP() throws(TransferError) -> OpaquePointer {
        guard let opened = libssh2_sftp_init(session) else {
            let code = libssh2_session_last_errno(session)
            throw connectionFailure(code, "opening SFTP", seconds: endpoint.ioTimeoutSeconds)
                ?? .sftpUnavailable(place: place, reason: lastMessage)
        }
        sftp = opened
        return opened
    }

    /// The error of the last SFTP call; `.disappeared` stands for "no such file" in general.
    func failure(_ operation: String, at path: String) -> TransferError {
        let code = libssh2_session_last_errno(session)
        if let lost = connectionFailure(code, "to \(operation) \(path)", seconds: patienceSeconds) {
            return lost
        }
        guard code == LIBSSH2_ERROR_SFTP_PROTOCOL, let sftp else {
            return .sourceFailure(place: place, path: path, operation: operation, reason: lastMessage)
        }
        switch libssh2_sftp_last_error(sftp) {
        case LIBSSH2_FX_NO_SUCH_FILE, LIBSSH2_FX_NO_SUCH_PATH:
            return .disappeared(place: place, path: path)
        case LIBSSH2_FX_PERMISSION_DENIED, LIBSSH2_FX_WRITE_PROTECT:
            return .permissionDenied(place: place, path: path, operation: operation)
        case let status:
            return .sourceFailure(place: place, path: path, operation: operation, reason: "SFTP status \(status)")
        }
    }

    /// The error for a code that means that the connection is of no use any more; nil for others.
    func connectionFailure(_ code: Int32, _ operation: String, seconds: Int) -> TransferError? {
        switch code {
        case LIBSSH2_ERROR_TIMEOUT, LIBSSH2_ERROR_SOCKET_TIMEOUT:
            isBroken = true
            return .timedOut(place: place, operation: operation, seconds: seconds)
        case LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_DISCONNECT,
            LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BAD_SOCKET, LIBSSH2_ERROR_CHANNEL_CLOSED,
            LIBSSH2_ERROR_CHANNEL_EOF_SENT, LIBSSH2_ERROR_DECRYPT, LIBSSH2_ERROR_INVALID_MAC:
            isBroken = true
            return .connectionLost(place: place, reason: lastMessage)
        // What both sides could not agree upon stays so, also if the other one has hung up about it.
        case LIBSSH2_ERROR_KEX_FAILURE:
            return nil
        default:
            // libssh2 calls it a refusal when the server is gone in the middle of the login or of the exchange of keys.
            guard isPeerGone else { return nil }
            isBroken = true
            return .connectionLost(place: place, reason: lastMessage)
        }
    }

    /// Whether the server has closed the connection.
    private var isPeerGone: Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }

    var lastMessage: String {
        var (text, length): (UnsafeMutablePointer<CChar>?, Int32) = (nil, 0)
        let code = libssh2_session_last_error(session, &text, &length, 0)
        guard let text, length > 0 else { return "libssh2 error \(code)" }
        return "\(String(cString: text)), libssh2 error \(code)"
    }

    func close() {
        if isClosed { return }
        isClosed = true
        // A server that does not answer would be waited for; with the socket shut every call below returns at once.
        if isBroken { shutdown(socket, Int32(SHUT_RDWR)) }
        if let sftp { libssh2_sftp_shutdown(sftp) }
        sftp = nil
        if !isBroken { libssh2_session_disconnect_ex(session, SSH_DISCONNECT_BY_APPLICATION, "", "") }
        shutdown(socket, Int32(SHUT_RDWR))
        libssh2_session_free(session)
        _ = Glibc.close(socket)
    }
}

extension SSHSession {
    /// Logs in with a public key (RFC 4252, section 7), the only method that needs nobody at a keyboard.
    func authenticate(with key: UserKey) throws(TransferError) {
        let user = endpoint.user
        let length = UInt32(user.utf8.count)
        var offered = "nothing"
        if let methods = libssh2_userauth_list(session, user, length) {
            offered = String(cString: methods)
        } else if libssh2_userauth_authenticated(session) != 0 {
            return
        } else if let lost = connectionFailure(
            libssh2_session_last_errno(session), "the login", seconds: endpoint.connectTimeoutSeconds)
        {
            throw lost
        }
        guard offered.split(separator: ",").contains("publickey") else {
            throw .authenticationRefused(place: place, path: endpoint.privateKeyPath, offered: offered)
        }
        // An empty passphrase, because libssh2 1.10 reads the one that is not there if it needs one.
        let code = key.withBytes { bytes in
            libssh2_userauth_publickey_frommemory(
                session, user, Int(length), nil, 0, bytes.baseAddress, bytes.count, "")
        }
        if code == 0 { return }
        if let lost = connectionFailure(code, "the login", seconds: endpoint.connectTimeoutSeconds) { throw lost }
        if key.kind == .rsa {
            throw .rsaKeyRefused(place: place, path: endpoint.privateKeyPath, serverVersion: serverVersion)
        }
        if code == LIBSSH2_ERROR_FILE || code == LIBSSH2_ERROR_METHOD_NONE || code == LIBSSH2_ERROR_ALLOC {
            throw .privateKeyUnusable(path: endpoint.privateKeyPath, reason: lastMessage)
        }
        throw .authenticationRefused(place: place, path: endpoint.privateKeyPath, offered: offered)
    }

    private var serverVersion: String {
        libssh2_session_banner_get(session).map { String(cString: $0) } ?? "the server"
    }
}

extension SSHSession {
    /// What was agreed upon in the handshake and the login.
    var facts: ConnectionFacts {
        ConnectionFacts(
            software: libssh2_session_banner_get(session).map { String(cString: $0) } ?? "(unknown)",
            fingerprint: Self.fingerprint(session), hostKeyAlgorithm: method(LIBSSH2_METHOD_HOSTKEY),
            keyExchange: method(LIBSSH2_METHOD_KEX), cipher: method(LIBSSH2_METHOD_CRYPT_CS),
            mac: method(LIBSSH2_METHOD_MAC_CS), authentication: "publickey")
    }

    /// Of the key that the server has shown, as `ssh-keygen -l` shows it.
    static func fingerprint(_ session: OpaquePointer) -> String {
        guard let hash = libssh2_hostkey_hash(session, LIBSSH2_HOSTKEY_HASH_SHA256) else { return "(unknown)" }
        let encoded = Data(bytes: hash, count: 32).base64EncodedString()
        return "SHA256:" + encoded.prefix { $0 != "=" }
    }

    private func method(_ type: Int32) -> String {
        libssh2_session_methods(session, type).map { String(cString: $0) } ?? "(unknown)"
    }
}
