import FileFlow
import Foundation
import Ledger
import Model

/// What the daemon does with files, in the daemon's order, without its clock, its workers and its configuration. Each
/// step asks the ledger what is left to do, so that it goes on after a restart wherever it was.
struct SmallDaemon {
    let root: DataRoot
    let ledger: Ledger
    let flow: FileFlow
    let files: ForgetfulFileSystem

    /// A start: what `Orchestrator.recover` does.
    func recover() async throws {
        try await ledger.write { tx in
            let incarnation = try tx.beginIncarnation(bootID: "boot", pid: 1, program: "test").id
            for run in try tx.view.runs(state: .running) where run.incarnation != incarnation {
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: run.attempt, incarnation: run.incarnation ?? 0, state: .interrupted,
                        outcome: .orphaned))
                for capture in try tx.view.chain(state: .processing) where capture.run == run.id {
                    try tx.release(capture: capture.id, why: "orphaned", orphaned: true, run: run.id)
                }
            }
        }
        _ = try await flow.applyIntents()
        try await archive()
        _ = try await flow.removeUncommitted()
        try await flow.abandonedWork(openAttempts: [])
        try await flow.mendReasons()
    }

    /// The name servers push what the ledger does not know.
    func push(_ stories: [Story]) async throws {
        for story in stories {
            let known = try await ledger.read { try $0.captures(name: story.name) }
            if known.isEmpty { try files.put(story.bytes, at: root.absolute("captures/ns1/" + story.name)) }
        }
    }

    /// Goes on until nothing is left to do.
    func work() async throws {
        try await adopt()
        while let capture = try await ledger.read({ try $0.chain(state: .incoming, limit: 1).first }) {
            try await decode(capture)
        }
        try await reprocessAndExpire()
        while let capture = try await ledger.read({ try $0.chain(state: .incoming, limit: 1).first }) {
            try await decode(capture)
        }
        for file in try await ledger.read({ try $0.removableFiles(retiredBeforeUs: .max) }) {
            try await flow.remove(file.path)
            try await ledger.write { try $0.removed(file: file.id) }
        }
        try await flow.removeOld(try await flow.oldFiles(in: "trash", olderThanUs: .max).map(\.path))
    }

    private func adopt() async throws {
        for name in try files.list(root.absolute("captures/ns1")) {
            let path = "captures/ns1/" + name
            if try await ledger.read({ try $0.knows(path: path) }) { continue }
            _ = try await flow.sync([path])
            guard let stamp = try await flow.stat(path) else { continue }
            _ = try await ledger.write { tx in
                try tx.adoptPushed(
                    server: "ns1", directory: "captures/ns1", fileName: name, sizeBytes: stamp.sizeBytes,
                    modifiedUs: stamp.modifiedUs)
            }
        }
        for capture in try await ledger.read({ try $0.chain(state: .fetched) }) {
            guard let path = capture.path else { continue }
            let digest = try await flow.digest(path)
            try await ledger.write { tx in
                try tx.adopt(capture: capture, sha256: digest.sha256, sizeBytes: digest.sizeBytes, run: nil)
            }
        }
        _ = try await flow.applyIntents()
    }

    private func reprocessAndExpire() async throws {
        for capture in try await ledger.read({ try $0.captures(states: [.quarantined, .archived]) }) {
            let story = Story(name: capture.name)
            let isFirst = capture.generation == 0
            switch (story, capture.state) {
            case (.retried, .quarantined) where isFirst, (.again, .archived) where isFirst:
                try await ledger.write { try $0.reprocess(capture: capture.id, who: "op", why: nil) }
            case (.old, .archived):
                try await ledger.write { try $0.expire(capture: capture.id, why: "old", run: nil) }
            default: continue
            }
            _ = try await flow.applyIntents(capture: capture.id)
        }
    }

    /// What is loaded and has no open move goes to the archive.
    func archive() async throws {
        try await ledger.write { tx in
            for state in [CaptureState.loaded, .duplicate] {
                for capture in try tx.view.chain(state: state)
                where try tx.view.openIntents(capture: capture.id).isEmpty {
                    try tx.archive(capture: capture.id, day: "2026-01-01", run: nil)
                }
            }
        }
        _ = try await flow.applyIntents()
    }
}
