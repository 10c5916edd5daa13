import FoundationEssentials
import Glibc

/// The private key that proves who we are. Its bytes are overwritten when it is no longer needed, and are in no error.
final class UserKey {
    enum Kind: Hashable {
        case rsa
        /// Ed25519, ECDSA, or a container that does not say so at its beginning.
        case usable
    }

    let kind: Kind
    private var bytes: [UInt8]

    /// Refuses what cannot work, with the reason, before a server is asked.
    init(path: String) throws(TransferError) {
        let file: SmallFile
        do {
            file = try SmallFile(path: path, limit: 64 << 10)
        } catch  where error.errno == ENOENT {
            throw .privateKeyMissing(path: path)
        } catch {
            throw .privateKeyUnreadable(path: path, reason: error.reason)
        }
        bytes = file.bytes
        guard file.mode & 0o077 == 0 else { throw .privateKeyExposed(path: path, mode: file.mode) }
        kind = try Self.kind(ofKey: bytes, path: path)
    }

    deinit {
        bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
    }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<CChar>) -> Result) -> Result {
        bytes.withUnsafeBytes { body($0.bindMemory(to: CChar.self)) }
    }

    /// Looks only at what is not secret: the title, and of OpenSSH's format the lines with the public half.
    private static func kind(ofKey bytes: [UInt8], path: String) throws(TransferError) -> Kind {
        let lines = bytes.split(maxSplits: 3) { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let title = String(decoding: lines.first?.prefix(80) ?? [], as: UTF8.self)
        let isLocked = lines.dropFirst().first?.starts(with: "Proc-Type: 4,ENCRYPTED".utf8) ?? false
        if isLocked || title.contains("BEGIN ENCRYPTED") { throw .privateKeyEncrypted(path: path) }
        switch title {
        case "-----BEGIN OPENSSH PRIVATE KEY-----":
            let beginning = lines.dropFirst().prefix(2).joined()
            return try kind(ofOpenSSH: String(decoding: beginning, as: UTF8.self), path: path)
        case "-----BEGIN RSA PRIVATE KEY-----":
            return .rsa
        case "-----BEGIN EC PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----":
            return .usable
        default:
            let isPublic = title.hasPrefix("ssh-") || title.hasPrefix("ecdsa-")
            throw .privateKeyUnusable(
                path: path, reason: isPublic ? "it is the public half" : "it is not a private key in PEM form")
        }
    }

    /// OpenSSH's PROTOCOL.key: magic, cipher, key derivation, its options, count of keys, then the public key, which
    /// begins with its type; all strings with a length in front.
    private static func kind(ofOpenSSH base64: String, path: String) throws(TransferError) -> Kind {
        let whole = base64.prefix(base64.count / 4 * 4)
        let magic = Array("openssh-key-v1\0".utf8)
        guard let data = Data(base64Encoded: String(whole)), data.starts(with: magic) else {
            throw .privateKeyUnusable(path: path, reason: "it is damaged")
        }
        var rest = data.dropFirst(magic.count)
        let cipher = takeString(from: &rest)
        guard cipher == "none" else { throw .privateKeyEncrypted(path: path) }
        _ = takeString(from: &rest)
        _ = takeString(from: &rest)
        rest = rest.dropFirst(8)
        switch takeString(from: &rest) {
        case "ssh-rsa":
            return .rsa
        case "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521":
            return .usable
        case let type:
            throw .privateKeyUnusable(path: path, reason: "keys of type '\(type)' are not supported")
        }
    }

    private static func takeString(from data: inout Data) -> String {
        let length = data.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let text = String(decoding: data.dropFirst(4).prefix(length), as: UTF8.self)
        data = data.dropFirst(4).dropFirst(length)
        return text
    }
}
