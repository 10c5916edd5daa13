import FileFlow
import Foundation
import Jobs
import Ledger

/// Brings reference data (GeoIP databases, suffix list, resolver lists) from where the operator says, checks it, and
/// swaps it in with one rename. What is refused leaves the last good one as it is.
struct RefreshRun: Sendable {
    let context: RunContext
    let parameters: RefreshParameters

    private struct Item {
        var url: String
        var target: String
        var kind: ReferenceKind
    }

    func execute() async throws {
        var done: [String] = []
        var refused: [String] = []
        for item in items() {
            try Task.checkCancellation()
            do { if try await refresh(item) { done.append(item.kind.rawValue) } } catch {
                refused.append("\(item.kind.rawValue): \(error)")
            }
        }
        guard refused.isEmpty else { throw RunFailure(refused.joined(separator: "; ")) }
        let end = context.completed(#"{"refreshed":[\#(done.map { "\"\($0)\"" }.joined(separator: ","))]}"#)
        try await context.site.ledger.write { tx in try tx.finish(end) }
    }

    private func items() -> [Item] {
        let reference = context.configuration.reference
        return [
            (parameters.countryDatabaseURL, reference.countryDatabase, ReferenceKind.countryDatabase),
            (parameters.asnDatabaseURL, reference.asnDatabase, .asnDatabase),
            (parameters.suffixListURL, reference.suffixList, .suffixList),
            (parameters.resolverListURL, reference.resolverList, .resolverList),
        ].compactMap { url, target, kind in
            guard let url, let target else { return nil }
            return Item(url: url, target: target, kind: kind)
        }
    }

    /// Gives false when the source has what is here already.
    private func refresh(_ item: Item) async throws -> Bool {
        let limit = parameters.maximumSize
        let data = try await context.site.sources.download(item.url, limitBytes: limit)
        try item.kind.check(data)
        let (target, threads) = (item.target, context.site.threads)
        return try await threads.run {
            if FileManager.default.contents(atPath: target) == data { return false }
            let partial = target + ".part"
            try data.write(to: URL(filePath: partial))
            try FileSync.file(partial)
            guard rename(partial, target) == 0 else {
                throw RunFailure("cannot replace \(target): \(String(cString: strerror(errno)))")
            }
            try FileSync.directory((target as NSString).deletingLastPathComponent)
            return true
        }
    }
}
