import CSSH2
import FoundationEssentials
import Glibc
import SSHFiles

/// The host keys that are trusted, and the check of a server's key against them. There is no "accept it this once".
final class KnownHosts {
    private let endpoint: SFTPEndpoint
    private let session: OpaquePointer
    private let hosts: OpaquePointer
    /// The keys on `@revoked` lines, in base64; they are refused whatever host the line names.
    private var revoked: Set<String> = []

    /// A file that does not exist knows no host.
    init(endpoint: SFTPEndpoint, session: OpaquePointer) throws(TransferError) {
        guard let hosts = libssh2_knownhost_init(session) else {
            throw .knownHostsUnreadable(path: endpoint.knownHostsPath, reason: "out of memory")
        }
        self.endpoint = endpoint
        self.session = session
        self.hosts = hosts
        let text: String
        do {
            text = String(
                decoding: try SmallFile(path: endpoint.knownHostsPath, limit: KnownHostsFile.largest).bytes,
                as: UTF8.self)
        } catch  where error.errno == ENOENT {
            text = ""
        } catch {
            throw .knownHostsUnreadable(path: endpoint.knownHostsPath, reason: error.reason)
        }
        for line in text.split(whereSeparator: \.isNewline) { add(String(line)) }
    }

    deinit { libssh2_knownhost_free(hosts) }

    /// A line that can't be understood trusts nobody and is passed over, as OpenSSH does.
    private func add(_ line: String) {
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard let first = fields.first, !first.hasPrefix("#") else { return }
        if first.hasPrefix("@") {
            if first == "@revoked", fields.count >= 4 { revoked.insert(String(fields[3])) }
            return
        }
        _ = libssh2_knownhost_readline(hosts, line, line.utf8.count, LIBSSH2_KNOWNHOST_FILE_OPENSSH)
    }

    /// The host key algorithms to ask for: those of known keys of this host first, else a server with several keys
    /// would show one that nobody has recorded.
    var preferredKeyTypes: String {
        let all = [
            (LIBSSH2_KNOWNHOST_KEY_ED25519, "ssh-ed25519"),
            (LIBSSH2_KNOWNHOST_KEY_ECDSA_256, "ecdsa-sha2-nistp256"),
            (LIBSSH2_KNOWNHOST_KEY_ECDSA_384, "ecdsa-sha2-nistp384"),
            (LIBSSH2_KNOWNHOST_KEY_ECDSA_521, "ecdsa-sha2-nistp521"),
            (LIBSSH2_KNOWNHOST_KEY_SSHRSA, "rsa-sha2-512,rsa-sha2-256,ssh-rsa"),
        ]
        // A key that nobody has gives "mismatch" where there is any key of that type, also under a hashed name.
        let known = all.filter { type, _ in
            names.contains { check($0, key: [0], type: type) == LIBSSH2_KNOWNHOST_CHECK_MISMATCH }
        }
        let others = all.filter { type, _ in !known.contains { $0.0 == type } }
        return (known + others).map(\.1).joined(separator: ",")
    }

    /// Throws unless the key that the server has just proved to own is recorded for it.
    func verify() throws(TransferError) {
        var (length, kind): (Int, Int32) = (0, 0)
        guard let start = libssh2_session_hostkey(session, &length, &kind) else {
            throw .handshakeFailed(place: endpoint.place, reason: "the server sent no host key")
        }
        let key = Array(UnsafeBufferPointer(start: start, count: length))
        let (file, place) = (endpoint.knownHostsPath, endpoint.place)
        let encoded = key.withUnsafeBytes { Data($0) }.base64EncodedString()
        if revoked.contains(encoded) {
            throw .hostKeyRevoked(place: place, knownHosts: file, fingerprint: fingerprint)
        }
        for (index, name) in names.enumerated() {
            switch check(name, key: key, type: Self.keyType(kind)) {
            case LIBSSH2_KNOWNHOST_CHECK_MATCH:
                return
            // A key of the same name at another port says nothing about this server.
            case LIBSSH2_KNOWNHOST_CHECK_MISMATCH where index == 0:
                throw .hostKeyMismatch(place: place, knownHosts: file, fingerprint: fingerprint, scan: scan)
            default:
                continue
            }
        }
        throw .hostKeyUnknown(place: place, knownHosts: file, fingerprint: fingerprint, scan: scan)
    }

    /// The names under which the host may stand in the file, as OpenSSH looks them up.
    private var names: [String] {
        if let alias = endpoint.hostAlias { return [alias] }
        return KnownHostsFile.names(host: endpoint.host, port: Int(endpoint.port))
    }

    private func check(_ name: String, key: [CChar], type: Int32) -> Int32 {
        let mask = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW | type
        return libssh2_knownhost_checkp(hosts, name, -1, key, key.count, mask, nil)
    }

    private static func keyType(_ kind: Int32) -> Int32 {
        switch kind {
        case LIBSSH2_HOSTKEY_TYPE_RSA: LIBSSH2_KNOWNHOST_KEY_SSHRSA
        case LIBSSH2_HOSTKEY_TYPE_ECDSA_256: LIBSSH2_KNOWNHOST_KEY_ECDSA_256
        case LIBSSH2_HOSTKEY_TYPE_ECDSA_384: LIBSSH2_KNOWNHOST_KEY_ECDSA_384
        case LIBSSH2_HOSTKEY_TYPE_ECDSA_521: LIBSSH2_KNOWNHOST_KEY_ECDSA_521
        case LIBSSH2_HOSTKEY_TYPE_ED25519: LIBSSH2_KNOWNHOST_KEY_ED25519
        default: LIBSSH2_KNOWNHOST_KEY_UNKNOWN
        }
    }

    /// As `ssh-keygen -l` shows it.
    private var fingerprint: String { SSHSession.fingerprint(session) }

    private var scan: String {
        let command = KnownHostsFile.scan(
            host: endpoint.host, port: Int(endpoint.port), path: endpoint.knownHostsPath)
        return endpoint.hostAlias.map { "\(command) (and replace the host in the new lines by \($0))" } ?? command
    }
}
