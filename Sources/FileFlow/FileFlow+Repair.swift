import Foundation
import Ledger

/// What `doctor --repair` does to files. Nothing is deleted and nothing overwritten.
extension FileFlow {
    /// Moves a file to another place of the data root, durably. Errors: `FileFlowError`, also if something is there.
    public func relocate(_ from: String, to target: String) async throws {
        let (source, target, files, places) = (root.absolute(from), root.absolute(target), files, directories)
        try await threads.run {
            try places.make((target as NSString).deletingLastPathComponent)
            try files.renameNoReplace(source, target)
            for path in [source, target] { try files.syncDirectory((path as NSString).deletingLastPathComponent) }
        }
    }

    /// Moves a file to the trash, under a name that nothing there has; gives its new path.
    public func discard(_ path: String, nowUs: Int64) async throws -> String {
        let flat = path.replacingOccurrences(of: "/", with: "_")
        // A name has 255 bytes at most.
        let target = "trash/repair-\(nowUs)-" + String(flat.suffix(180))
        try await relocate(path, to: target)
        return target
    }

    /// Removes a directory of `work/` that no attempt uses.
    public func removeLeftover(_ path: String) async throws {
        let (whole, files) = (root.absolute(path), files)
        try await threads.run { try files.removeTree(whole) }
    }
}
