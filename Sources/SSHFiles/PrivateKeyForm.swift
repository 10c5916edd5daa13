import Foundation

/// What a file that is to hold a private key holds.
public enum PrivateKeyForm: Hashable, Sendable {
    /// Ed25519, ECDSA, or a container that does not say so at its beginning.
    case usable
    /// libssh2 signs with it by SHA-1 only, which OpenSSH refuses since 8.8.
    case rsa
    /// It has a passphrase, and nobody is there to type it.
    case encrypted
    /// The public half of a key.
    case publicHalf
    /// A key of a type that libssh2 can't use.
    case unsupported(type: String)
    /// A private key in PuTTY's format.
    case putty
    case damaged
    /// Nothing of all that.
    case unknown

    /// The largest file that can be a key; bytes.
    public static let largest = 64 << 10

    /// - Parameter bytes: of the whole file. Only what is not secret is looked at.
    public init(_ bytes: [UInt8]) {
        let lines = bytes.split(maxSplits: 3) { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let title = String(decoding: lines.first?.prefix(80) ?? [], as: UTF8.self)
        let isLocked = lines.dropFirst().first?.starts(with: "Proc-Type: 4,ENCRYPTED".utf8) ?? false
        if isLocked || title.contains("BEGIN ENCRYPTED") {
            self = .encrypted
            return
        }
        let beginning = { String(decoding: lines.dropFirst().prefix(2).joined(), as: UTF8.self) }
        switch title {
        case "-----BEGIN OPENSSH PRIVATE KEY-----": self = Self.openSSH(beginning())
        case "-----BEGIN RSA PRIVATE KEY-----": self = .rsa
        case "-----BEGIN DSA PRIVATE KEY-----": self = .unsupported(type: "ssh-dss")
        case "-----BEGIN EC PRIVATE KEY-----": self = .usable
        case "-----BEGIN PRIVATE KEY-----": self = Self.container(beginning())
        default: self = Self.other(title)
        }
    }

    private static func other(_ title: String) -> PrivateKeyForm {
        if title.hasPrefix("PuTTY-User-Key-File-") { return .putty }
        let isPublic =
            ["ssh-", "ecdsa-", "sk-"].contains { title.hasPrefix($0) } || title.contains("BEGIN PUBLIC KEY")
            || title.contains("BEGIN RSA PUBLIC KEY") || title.contains("BEGIN SSH2 PUBLIC KEY")
        return isPublic ? .publicHalf : .unknown
    }

    /// OpenSSH's PROTOCOL.key: magic, cipher, key derivation, its options, count of keys, then the public key, which
    /// begins with its type; all strings with a length in front.
    private static func openSSH(_ base64: String) -> PrivateKeyForm {
        let magic = Array("openssh-key-v1\0".utf8)
        guard let data = decoded(base64), data.starts(with: magic) else { return .damaged }
        var rest = data.dropFirst(magic.count)
        guard takeString(from: &rest) == "none" else { return .encrypted }
        _ = takeString(from: &rest)
        _ = takeString(from: &rest)
        rest = rest.dropFirst(8)
        switch takeString(from: &rest) {
        case "ssh-rsa": return .rsa
        case "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521": return .usable
        case let type: return .unsupported(type: type)
        }
    }

    /// PKCS #8 (RFC 5958): the algorithm stands in the first bytes; rsaEncryption is 1.2.840.113549.1.1.1.
    private static func container(_ base64: String) -> PrivateKeyForm {
        let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
        let head = Array((decoded(base64) ?? Data()).prefix(32))
        let isRSA = head.count >= rsa.count && head.indices.contains { head[$0...].starts(with: rsa) }
        return isRSA ? .rsa : .usable
    }

    private static func decoded(_ base64: String) -> Data? {
        Data(base64Encoded: String(base64.prefix(base64.count / 4 * 4)))
    }

    private static func takeString(from data: inout Data) -> String {
        let length = data.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let text = String(decoding: data.dropFirst(4).prefix(length), as: UTF8.self)
        data = data.dropFirst(4).dropFirst(length)
        return text
    }
}
