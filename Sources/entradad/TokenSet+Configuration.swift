import Control
import Foundation
import Jobs

extension TokenSet {
    private static let longest = 4096

    /// Reads the tokens that the configuration names.
    ///
    /// - Throws: `ConfigurationErrors`; the token is in none of them.
    static func read(_ configuration: Configuration, credentialsDirectory: String?) throws(ConfigurationErrors)
        -> TokenSet
    {
        var tokens = TokenSet()
        var problems: [ConfigurationProblem] = []
        for definition in configuration.tokens {
            func refuse(_ what: String, _ advice: String) {
                problems.append(
                    ConfigurationProblem(
                        file: configuration.file, line: nil, message: "the token '\(definition.name)': \(what)",
                        suggestion: advice))
            }
            guard let path = definition.secret.path(credentialsDirectory: credentialsDirectory) else {
                refuse(
                    "\(definition.secret) is a credential, but CREDENTIALS_DIRECTORY is not set",
                    "start the daemon with LoadCredential=")
                continue
            }
            guard let file = FileHandle(forReadingAtPath: path) else {
                refuse("\(path) cannot be read", "make it readable for the daemon's user only")
                continue
            }
            let bytes = (try? file.read(upToCount: longest)) ?? Data()
            try? file.close()
            let text = String(decoding: bytes, as: UTF8.self)
            let secret = text.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
            if secret.utf8.count < shortest {
                refuse(
                    "the first line of \(path) is shorter than \(shortest) characters",
                    "create one with openssl rand -hex 32"
                )
            } else {
                tokens.add(secret, AccessToken(name: definition.name, mayOperate: definition.role == .operate))
            }
        }
        if !problems.isEmpty { throw ConfigurationErrors(problems) }
        return tokens
    }
}
