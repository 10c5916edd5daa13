import FileFlow
import Foundation
import Ledger
import Model
import WorkerProtocol

/// What a worker has made of a capture, checked and named, ready to be published and committed.
struct DecodePublication: Sendable {
    var files: [PublishedFile] = []
    var state: DecodeCommit.State?
    /// Where each file is, and the final name that it is to have.
    var moves: [(work: String, target: String)] = []

    var targets: [String] { moves.map(\.target) }

    /// - Parameters:
    ///   - directory: the worker's own, relative to the data root.
    ///   - prefix: what the names begin with.
    /// - Throws: `RunFailure` if the worker has not told the truth.
    init(_ outcome: DecodeOutcome, in directory: String, prefix: String, context: RunContext) async throws {
        guard Set(outcome.files.map(\.path)).count == outcome.files.count else {
            throw RunFailure("the worker named an output twice", isPermanent: true)
        }
        let attempt = "\(context.run.id).\(context.attempt)"
        for (number, file) in outcome.files.enumerated() {
            let source = try await OutputFileCheck(dependencies: context.dependencies).verify(file, in: directory)
            let target = "staging/\(file.table)/day=\(file.day)/\(prefix)-\(attempt)-\(number).parquet"
            moves.append((source, target))
            files.append(PublishedFile(file, path: target))
        }
    }

    /// Adds the state that a capture leaves, if there is one at a path.
    mutating func add(stateAt path: String, of capture: CaptureRecord, context: RunContext) async throws {
        let flow = context.dependencies.flow
        guard try await flow.stat(path) != nil else { return }
        let digest = try await flow.digest(path, syncs: false)
        let target = "state/\(capture.server)/\(capture.id)-\(context.run.id).\(context.attempt).state"
        moves.append((path, target))
        state = DecodeCommit.State(path: target, bytes: digest.sizeBytes, sha256: digest.sha256)
    }

    /// What becomes true with it. The states that it takes in are still to be named.
    func commit(_ outcome: DecodeOutcome, _ decoded: DecodeOutcome.CaptureOutcome, context: RunContext) -> DecodeCommit
    {
        DecodeCommit(
            end: context.completed(Self.summary(outcome)), capture: decoded.id, contentSha256: decoded.content_sha256,
            packets: decoded.packets, packetFates: decoded.fates, firstPacketUs: decoded.first_us,
            lastPacketUs: decoded.last_us, files: files, state: state, consumed: [])
    }

    /// What stands in the run's result.
    static func summary(_ outcome: DecodeOutcome) -> String? {
        var short = outcome
        short.event = "finished"
        short.files = []
        return try? JSONEncoder.stable().text(short)
    }
}
