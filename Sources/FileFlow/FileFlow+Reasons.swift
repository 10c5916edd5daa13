import Foundation
import Ledger
import Model

/// Why a capture is in quarantine, for people who look at the directory.
extension FileFlow {
    /// Writes `quarantine/<server>/<file>.reason.json`; whole or not at all, whatever is killed.
    public func writeReason(capture id: Int64, run: Int64?, reason: String) async throws {
        let capture = try await ledger.read { try $0.requireCapture(id) }
        guard capture.state == .quarantined, let path = capture.path else { return }
        let note = QuarantineReason(
            capture: id, server: capture.server, name: capture.name, run: run, reason: reason,
            retry: "entradactl retry capture:\(id)")
        let bytes = Array(try JSONEncoder.stable(pretty: true).encode(note)) + Array("\n".utf8)
        let (target, draft, files) = (
            root.absolute(path + ".reason.json"), root.absolute("work/reason-\(id)"), files
        )
        try await threads.run {
            try files.write(bytes, to: draft)
            try files.remove(target)
            try files.renameNoReplace(draft, target)
            try files.syncDirectory((target as NSString).deletingLastPathComponent)
        }
    }

    /// Writes the reasons that are missing because the daemon ended in between.
    public func mendReasons() async throws {
        for capture in try await ledger.read({ try $0.chain(state: .quarantined, limit: 10_000) }) {
            guard let path = capture.path, try await stat(path) != nil,
                try await stat(path + ".reason.json") == nil
            else { continue }
            try await writeReason(
                capture: capture.id, run: capture.run, reason: capture.reason ?? "the reason is in the ledger's events")
        }
    }
}

/// What lies beside a quarantined capture.
struct QuarantineReason: Codable, Sendable {
    var capture: Int64
    var server: String
    var name: String
    /// `nil`: the reason was written after a restart; the ledger's events name the run.
    var run: Int64?
    var reason: String
    /// The command that brings it back.
    var retry: String
}
