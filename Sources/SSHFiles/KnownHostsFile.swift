import Crypto
import Foundation

/// A file in the format of OpenSSH's `known_hosts` (sshd(8)), as far as this program uses it: plain and hashed names, no
/// wildcards, no certificates. Which key a server shows is checked by `Transfer`, with libssh2.
public struct KnownHostsFile: Sendable {
    /// What the file says of a host.
    public enum Entry: Hashable, Sendable {
        /// Keys of it are in the file.
        case known
        /// Only lines that OpenSSH understands and this program does not: wildcards, certificate authorities.
        case unsupported
        /// Nothing, or revoked keys only.
        case unknown
    }

    private enum Name {
        case plain(String)
        case hashed(salt: Data, hash: Data)
    }

    private var names: [Name] = []
    private var patterns: [String] = []

    /// The largest file that is read; bytes.
    public static let largest = 16 << 20

    /// Lines that can't be understood are passed over, as OpenSSH does.
    public init(_ bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) { add(line) }
    }

    /// Whether no line of it names a host.
    public var isEmpty: Bool { names.isEmpty && patterns.isEmpty }

    /// The names under which a host may stand in the file, the best first, as OpenSSH looks them up.
    public static func names(host: String, port: Int) -> [String] {
        port == 22 ? [host] : ["[\(host)]:\(port)", host]
    }

    /// The command that fetches the keys of a host; they are to be compared before they are trusted.
    public static func scan(host: String, port: Int, path: String) -> String {
        "ssh-keyscan -p \(port) \(host) >> \(path)"
    }

    public func entry(host: String, port: Int) -> Entry {
        let wanted = Self.names(host: host, port: port)
        if names.contains(where: { name in wanted.contains { Self.matches(name, $0) } }) { return .known }
        let isLike = patterns.contains { pattern in wanted.contains { fnmatch(pattern, $0, 0) == 0 } }
        return isLike ? .unsupported : .unknown
    }

    private mutating func add(_ line: Substring) {
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard let first = fields.first, !first.hasPrefix("#") else { return }
        if first.hasPrefix("@") {
            if first == "@cert-authority", fields.count >= 4 {
                patterns += fields[1].split(separator: ",").map(String.init)
            }
            return
        }
        guard fields.count >= 3 else { return }
        for name in first.split(separator: ",") {
            if name.hasPrefix("|1|") {
                let parts = name.split(separator: "|")
                guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])),
                    let hash = Data(base64Encoded: String(parts[2]))
                else { continue }
                names.append(.hashed(salt: salt, hash: hash))
            } else if name.contains(where: { "*?!".contains($0) }) {
                patterns.append(String(name))
            } else {
                names.append(.plain(String(name)))
            }
        }
    }

    private static func matches(_ name: Name, _ host: String) -> Bool {
        switch name {
        case .plain(let text): text == host
        // Salt and hash of `ssh-keygen -H`: HMAC-SHA-1 with the salt as its key.
        case .hashed(let salt, let hash):
            HMAC<Insecure.SHA1>.isValidAuthenticationCode(
                hash, authenticating: Data(host.utf8), using: SymmetricKey(data: salt))
        }
    }
}
