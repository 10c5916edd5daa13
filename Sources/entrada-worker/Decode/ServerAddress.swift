import ArgumentParser
import Decode

/// `PREFIX=NAME` or `PREFIX=NAME_SITE`: what the server at an address is called.
struct ServerAddress: ExpressibleByArgument {
    var prefix: IPPrefix
    var name: ServerName

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let prefix = IPPrefix(parts[0]), let name = ServerName(parts[1]) else { return nil }
        self.prefix = prefix
        self.name = name
    }
}
