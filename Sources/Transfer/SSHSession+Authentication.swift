import CSSH2

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
