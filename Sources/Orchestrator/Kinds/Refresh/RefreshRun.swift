import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import WorkerProtocol

/// Brings reference data (GeoIP databases, suffix list, resolver lists) from where the operator says, lets a worker
/// check it, and swaps it in with one rename. What is refused leaves the last good one as it is.
struct RefreshRun: Sendable {
    let context: RunContext
    let parameters: RefreshParameters

    private struct Item {
        var kind: ReferenceKind
        var url: String
    }

    private struct Result: Encodable {
        var refreshed: [String] = []
        var unchanged: [String] = []
    }

    private var store: ReferenceStore {
        ReferenceStore(root: context.dependencies.root, failpoints: context.dependencies.failpoints)
    }

    func execute() async throws {
        var result = Result()
        var refused: [String] = []
        var mayBeDisk = false
        for item in items() {
            try Task.checkCancellation()
            do {
                if try await refresh(item) {
                    result.refreshed.append("\(item.kind)")
                } else {
                    result.unchanged.append("\(item.kind)")
                }
            } catch let failure as RunFailure where failure.isStopped {
                throw failure
            } catch {
                refused.append("\(item.kind): \(error)")
                mayBeDisk = mayBeDisk || StorageCheck.mayBeDisk(error)
            }
        }
        guard refused.isEmpty else {
            throw RunFailure(
                refused.joined(separator: "; ") + "; the previous version stays in use", mayBeDisk: mayBeDisk)
        }
        let end = context.completed(try JSONEncoder.stable().text(result))
        try await context.dependencies.ledger.write { tx in try tx.finish(end) }
    }

    private func items() -> [Item] {
        let single = [
            (ReferenceKind.countryDatabase, parameters.countryDatabaseURL), (.asnDatabase, parameters.asnDatabaseURL),
            (.suffixList, parameters.suffixListURL),
        ].compactMap { kind, url in url.map { Item(kind: kind, url: $0) } }
        let lists = parameters.resolverListURLs.sorted { $0.key < $1.key }.flatMap { name, urls in
            urls.enumerated().map { Item(kind: .resolverList(name: name, index: $0.offset), url: $0.element) }
        }
        return single + lists
    }

    /// Returns false when the source has what is here already.
    private func refresh(_ item: Item) async throws -> Bool {
        let (dependencies, store) = (context.dependencies, store)
        let partial = store.path(of: item.kind) + ".part"
        let known = try await dependencies.threads.run {
            try FileManager.default.createDirectory(
                atPath: (partial as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            return try store.source(of: item.kind, url: item.url)
        }
        let request = DownloadRequest(
            url: item.url, etag: known?.etag, lastModified: known?.lastModified, limitBytes: parameters.maximumSize)
        do {
            guard case .written(let etag, let time) = try await dependencies.sources.download(request, to: partial)
            else {
                return false
            }
            try dependencies.failpoints.hit(.refreshAfterDownload)
            let digest = try await dependencies.threads.run(.bulk) {
                try PosixFileSystem().digest(partial, firstBytes: nil)
            }
            let isNew = digest.sha256 != known?.sha256
            if isNew { try await check(item, partial, digest.sizeBytes) }
            try dependencies.failpoints.hit(.refreshAfterCheck)
            let source = ReferenceStore.Source(
                url: item.url, etag: etag, lastModified: time, sha256: digest.sha256, bytes: digest.sizeBytes,
                fetchedUs: dependencies.now())
            try await dependencies.threads.run(.bulk) { try store.replace(item.kind, with: partial, source) }
            try dependencies.failpoints.hit(.refreshAfterItem)
            return isNew
        } catch {
            // What stays is overwritten by the next attempt.
            try? await dependencies.threads.run { _ = unlink(partial) }
            throw error
        }
    }

    /// Refuses what no worker could use.
    private func check(_ item: Item, _ partial: String, _ bytes: Int64) async throws {
        guard bytes > 0 else { throw RunFailure("\(item.url) returned an empty file") }
        let path = store.path(of: item.kind)
        let before = try await context.dependencies.threads.run {
            try FileManager.default.fileExists(atPath: path)
                ? PosixFileSystem().digest(path, firstBytes: nil).sizeBytes : 0
        }
        if !item.kind.mayShrink, bytes < before / 2 {
            throw RunFailure(
                "\(item.url) returned \(bytes) bytes, less than half of the \(before) bytes before; if that is correct, delete \(path)"
            )
        }
        let (end, report) = try await context.worker(
            .checkReference(ReferenceCheckRequest(kind: item.kind.checked, file: partial)))
        let reason = await report.outcome?.reason
        if case .exited(65) = end { throw RunFailure("\(item.url): \(reason ?? "the file cannot be used")") }
        if let failure = RunFailure.of(end, reason: reason, logPath: context.logPath) { throw failure }
    }
}
