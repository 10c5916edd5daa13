import Control
import Foundation

/// A daemon that is asked over TCP: `--url` and `--token-file`, or `ENTRADA_URL` and `ENTRADA_TOKEN_FILE`.
enum RemoteDaemon {
    private static let longestToken = 4096

    /// `nil`: no URL is given. The token comes from a file, never from the command line, which everybody can read.
    static func destination(
        _ options: GlobalOptions, environment: [String: String]
    ) throws(ControlError) -> ControlDestination? {
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // A socket that is named goes before a URL of the environment.
        guard let text = options.url ?? (options.socket == nil ? given("ENTRADA_URL") : nil) else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host() != nil,
            url.path().isEmpty || url.path() == "/", url.query() == nil, url.user() == nil
        else { throw ControlError(.usage, "--url \(text): expected http://127.0.0.1:8054 or https://host") }
        guard let file = options.tokenFile ?? given("ENTRADA_TOKEN_FILE") else {
            throw ControlError(.usage, "--url needs a token: name its file with --token-file or ENTRADA_TOKEN_FILE")
        }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw ControlError(.usage, "\(file): cannot read the token: \(String(cString: strerror(errno)))")
        }
        defer { try? handle.close() }
        let bytes = (try? handle.read(upToCount: longestToken)) ?? Data()
        let token = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw ControlError(.usage, "\(file): the first line is not a token")
        }
        return .url(text.hasSuffix("/") ? String(text.dropLast()) : text, token: token)
    }
}
