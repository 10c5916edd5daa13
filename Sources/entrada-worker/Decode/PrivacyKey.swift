import Decode
import Foundation
import WorkerProtocol

/// The key of pseudonyms comes from a file or the environment, never with a request or as an argument, which everybody on
/// the machine could read.
enum PrivacyKey {
    static let variable = "ENTRADA_PRIVACY_KEY"

    /// - Throws: `InvalidRequest`, when there is no key or it is none.
    static func policy(
        _ privacy: DecodeRequest.Privacy, _ environment: [String: String]
    ) throws(InvalidRequest) -> AddressPrivacy {
        switch privacy {
        case .keep: .keep
        case .truncate(let ipv4, let ipv6): .truncate(v4Bits: ipv4, v6Bits: ipv6)
        case .pseudonymise(let path?): .pseudonymise(key: try key(file: path))
        case .pseudonymise(nil): .pseudonymise(key: try key(environment))
        case .drop: .drop
        }
    }

    private static func key(_ environment: [String: String]) throws(InvalidRequest) -> PseudonymKey {
        guard let hex = environment[variable] else {
            throw InvalidRequest(
                "privacy", " pseudonymise needs a key: in a file, or in \(variable) of the environment")
        }
        do { return try PseudonymKey(hex: hex) } catch { throw InvalidRequest(variable, ": \(error)") }
    }

    private static func key(file path: String) throws(InvalidRequest) -> PseudonymKey {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 1024) else {
            throw InvalidRequest("key_file", ": \(path) cannot be read")
        }
        do { return try PseudonymKey(fileContent: data) } catch {
            throw InvalidRequest("key_file", ": \(path): \(error)")
        }
    }
}
