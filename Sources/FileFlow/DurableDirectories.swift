import Foundation
import Synchronization

/// Directories whose names this process has made durable, so that each is synced once and not with every file.
final class DurableDirectories: Sendable {
    private static let maximumCount = 10_000
    private let files: any DurableFileSystem
    private let known = Mutex<Set<String>>([])

    init(files: any DurableFileSystem) { self.files = files }

    /// Makes a directory and those above it; blocks.
    func make(_ path: String) throws {
        if known.withLock({ $0.contains(path) }), files.isDirectory(path) { return }
        try files.makeDirectories(path)
        known.withLock { known in
            if known.count >= Self.maximumCount { known = [] }
            known.insert(path)
        }
    }
}
