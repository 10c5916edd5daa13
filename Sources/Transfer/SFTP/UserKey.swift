import Glibc
import SSHFiles

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
            file = try SmallFile(path: path, limit: PrivateKeyForm.largest)
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

    /// What can be told from the file's form, before a server is asked.
    private static func kind(ofKey bytes: [UInt8], path: String) throws(TransferError) -> Kind {
        switch PrivateKeyForm(bytes) {
        case .usable: .usable
        case .rsa: .rsa
        case .encrypted: throw .privateKeyEncrypted(path: path)
        case .publicHalf: throw .privateKeyUnusable(path: path, reason: "it is the public half")
        case .putty: throw .privateKeyUnusable(path: path, reason: "it is in PuTTY's format")
        case .damaged: throw .privateKeyUnusable(path: path, reason: "it is damaged")
        case .unknown: throw .privateKeyUnusable(path: path, reason: "it is not a private key in PEM form")
        case .unsupported(let type):
            throw .privateKeyUnusable(path: path, reason: "keys of type '\(type)' are not supported")
        }
    }
}
