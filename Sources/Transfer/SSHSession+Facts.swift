import CSSH2
import FoundationEssentials

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
