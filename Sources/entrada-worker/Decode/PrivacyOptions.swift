import ArgumentParser
import Decode
import Foundation
import Model
import Tables

/// What becomes of client addresses. The key of pseudonyms comes from a file or the environment, never as an argument,
/// which everybody on the machine could read.
struct PrivacyOptions: ParsableArguments {
    static let keyVariable = "ENTRADA_PRIVACY_KEY"

    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case keep, truncate, pseudonymise, drop
    }

    @Option(help: "What becomes of client addresses.")
    var privacy = Policy.keep
    @Option(help: ArgumentHelp("With --privacy truncate: bits kept of an IPv4 address.", valueName: "bits"))
    var ipv4Prefix: Int = 24
    @Option(help: ArgumentHelp("With --privacy truncate: bits kept of an IPv6 address.", valueName: "bits"))
    var ipv6Prefix: Int = 48
    @Option(
        help: ArgumentHelp(
            "With --privacy pseudonymise: the key, 32 bytes or 64 hexadecimal digits. Without this option it is taken "
                + "from \(keyVariable), in hexadecimal.", valueName: "file"))
    var privacyKeyFile: String?
    @Option(help: ArgumentHelp("Days before this one are written without client addresses.", valueName: "day"))
    var dropAddressesBefore: String?

    func validate() throws {
        if let day = dropAddressesBefore, Day(day) == nil {
            throw ValidationError("--drop-addresses-before is a day such as 2026-01-31, not \(day)")
        }
    }

    /// - Throws: `ValidationError`, when there is no key or it is none.
    func policy(_ environment: [String: String]) throws -> AddressPrivacy {
        switch privacy {
        case .keep: .keep
        case .truncate: .truncate(v4Bits: ipv4Prefix, v6Bits: ipv6Prefix)
        case .pseudonymise: .pseudonymise(key: try key(environment))
        case .drop: .drop
        }
    }

    private func key(_ environment: [String: String]) throws -> PseudonymKey {
        if let privacyKeyFile { return try key(file: privacyKeyFile) }
        guard let hex = environment[Self.keyVariable] else {
            throw ValidationError(
                "--privacy pseudonymise needs a key: --privacy-key-file, or \(Self.keyVariable) in the environment")
        }
        do { return try PseudonymKey(hex: hex) } catch { throw ValidationError("\(Self.keyVariable): \(error)") }
    }

    private func key(file path: String) throws -> PseudonymKey {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 1024) else {
            throw ValidationError("--privacy-key-file: \(path) cannot be read")
        }
        do { return try PseudonymKey(fileContent: data) } catch {
            throw ValidationError("--privacy-key-file: \(path): \(error)")
        }
    }
}
