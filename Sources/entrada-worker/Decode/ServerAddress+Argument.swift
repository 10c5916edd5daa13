public import ArgumentParser
import Decode
public import WorkerProtocol

/// `PREFIX=NAME` or `PREFIX=NAME_SITE`.
extension DecodeRequest.Enrichment.ServerAddress: ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, IPPrefix(parts[0]) != nil, ServerName(parts[1]) != nil else { return nil }
        self.init(prefix: String(parts[0]), name: String(parts[1]))
    }
}
