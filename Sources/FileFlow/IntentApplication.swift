import Failpoints
import Foundation
import Ledger
import Model

/// Applies a batch of intents: looks at both ends, acts by the table, syncs each directory once. Blocks; may be done
/// twice. What fails for one capture (a directory without permission) stays open and stops no other.
struct IntentApplication {
    let root: DataRoot
    let files: any DurableFileSystem
    let directories: DurableDirectories
    let failpoints: Failpoints

    struct Settlement: Sendable, Equatable {
        var intent: Int64
        var status: IntentState
        var message: String?
    }

    struct Outcome: Sendable {
        /// What may be confirmed, in order.
        var settlements: [Settlement] = []
        /// Why other intents stay open.
        var failures: [any Error] = []
        /// Captures whose next moves have to wait.
        var stuck: Set<Int64> = []
    }

    private struct Step {
        var capture: Int64
        var settlement: Settlement
        /// Directories whose entries have changed.
        var directories: Set<String> = []
    }

    /// - Parameter stuck: captures of which an earlier move could not be made.
    func apply(_ intents: [IntentRecord], stuck: Set<Int64> = []) -> Outcome {
        var outcome = Outcome()
        outcome.stuck = stuck
        var steps: [Step] = []
        for (index, intent) in intents.enumerated() {
            // A capture's moves follow each other; after one that failed the next would find nothing.
            if outcome.stuck.contains(intent.capture) { continue }
            do {
                try failpoints.hit(.moveBeforeApply)
                steps.append(try apply(intent, followers: intents[(index + 1)...]))
            } catch {
                outcome.failures.append(error)
                outcome.stuck.insert(intent.capture)
            }
        }
        // Nothing is confirmed before its directory entries are durable.
        var unsynced: Set<String> = []
        let directories = steps.reduce(into: Set<String>()) { $0.formUnion($1.directories) }
        for directory in directories.sorted() where files.isDirectory(directory) {
            do { try files.syncDirectory(directory) } catch {
                unsynced.insert(directory)
                outcome.failures.append(error)
            }
        }
        var unconfirmed: Set<Int64> = []
        for step in steps {
            let isDurable = unsynced.isDisjoint(with: step.directories)
            if !isDurable { unconfirmed.insert(step.capture) }
            if !unconfirmed.contains(step.capture) { outcome.settlements.append(step.settlement) }
        }
        outcome.stuck.formUnion(unconfirmed)
        return outcome
    }

    private func apply(_ intent: IntentRecord, followers: ArraySlice<IntentRecord>) throws -> Step {
        let source = root.absolute(intent.source)
        let before = try find(source, intent)
        // What leaves quarantine leaves its reason behind for nobody.
        if before != .other, intent.source.hasPrefix("quarantine/") {
            try files.remove(source + ".reason.json")
        }
        let target = root.absolute(intent.target)
        let refuge = root.absolute("quarantine/conflict-\(intent.id)-" + name(source))
        let strange = "\(intent.target) is another file; the source lies at \(refuge)"
        switch MoveDecision.decide(source: before, target: try find(target, intent)) {
        case .rename:
            try directories.make(parent(target))
            try files.renameNoReplace(source, target)
            try failpoints.hit(.moveAfterRename)
        case .markDone: break
        case .removeSource: try files.remove(source)
        case .quarantineSource:
            try files.renameNoReplace(source, refuge)
            return conflict(intent, strange, [parent(source), parent(refuge)])
        case .conflict: return conflict(intent, "\(intent.source) is not the file that the ledger recorded")
        case .conflictAndLost:
            // The step above may have been cut off before it was confirmed.
            if try find(refuge, intent) == .recorded { return conflict(intent, strange, [parent(refuge)]) }
            return lost(intent, "\(intent.source) is gone and \(intent.target) is another file")
        case .lost:
            // The capture's next move may have been applied before this one was confirmed; that one will tell.
            let next = followers.first { $0.capture == intent.capture && $0.source == intent.target }
            if next != nil { break }
            return lost(intent, "neither \(intent.source) nor \(intent.target) is there")
        }
        return done(intent, [parent(source), parent(target)])
    }

    private func done(_ intent: IntentRecord, _ directories: Set<String>) -> Step {
        step(intent, .done, nil, directories)
    }

    private func conflict(_ intent: IntentRecord, _ message: String, _ directories: Set<String> = []) -> Step {
        step(intent, .conflict, message, directories)
    }

    private func lost(_ intent: IntentRecord, _ message: String) -> Step { step(intent, .lost, message, []) }

    private func step(_ intent: IntentRecord, _ status: IntentState, _ message: String?, _ directories: Set<String>)
        -> Step
    {
        Step(
            capture: intent.capture, settlement: Settlement(intent: intent.id, status: status, message: message),
            directories: directories)
    }

    private func find(_ path: String, _ intent: IntentRecord) throws -> FileFinding {
        guard let stamp = try files.stamp(path) else { return .absent }
        guard stamp.sizeBytes == intent.sizeBytes else { return .other }
        guard let sha256 = intent.sha256 else { return .recorded }
        return try files.digest(path, firstBytes: nil).sha256 == sha256 ? .recorded : .other
    }

    private func name(_ path: String) -> Substring {
        path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]
    }

    private func parent(_ path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
}

/// What an application of intents did.
public struct MoveSummary: Sendable, Equatable {
    public var applied = 0
    /// Conflicts and losses, one line each.
    public var troubles: [String] = []

    public init() {}
}
