import Control
import Foundation
import Jobs

extension TokenSet {
    private static let longest = 4096

    /// Reads the tokens that the configuration names. Errors: `ConfigurationErrors`; the token is in none of them.
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
                    "\(definition.secret) is a credential, and this process has none", "start it with LoadCredential=")
                continue
            }
            guard let file = FileHandle(forReadingAtPath: path) else {
                refuse("\(path) cannot be read", "let the user of the daemon read it, and nobody else")
                continue
            }
            let bytes = (try? file.read(upToCount: longest)) ?? Data()
            try? file.close()
            let text = String(decoding: bytes, as: UTF8.self)
            let secret = text.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
            if secret.utf8.count < shortest {
                refuse(
                    "the first line of \(path) is shorter than \(shortest) characters", "openssl rand -hex 32 makes one"
                )
            } else {
                tokens.add(secret, AccessToken(name: definition.name, mayOperate: definition.role == .operate))
            }
        }
        if !problems.isEmpty { throw ConfigurationErrors(problems) }
        return tokens
    }
}
