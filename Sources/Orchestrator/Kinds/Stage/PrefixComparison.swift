import FileFlow
import Foundation
import Ledger
import Model

/// Finds the captures that a capture begins with, and those that begin with it, so that the rows of a content are live
/// once however a file grows, shrinks and comes again.
///
/// The shorter ones need not be on the disk: the ledger has their size and SHA-256, and the capture's own file is read
/// once for all of them. Of longer ones the bytes are read, as long as they are there (archive or trash).
struct PrefixComparison: Sendable {
    /// So many longer captures are read, the newest; usually there is one, because those that have no rows of their own
    /// are left out.
    private static let maximumReads = 32

    let dependencies: Dependencies

    /// Reads the capture's file once, and longer relatives as far as it goes.
    func compare(_ capture: CaptureRecord, path: String) async throws -> (digest: FileDigest, findings: PrefixFindings)
    {
        let head = try await dependencies.flow.digest(path, firstBytes: PrefixFindings.headBytes)
        let headSha256 = head.sizeBytes == PrefixFindings.headBytes ? head.sha256 : nil
        let relatives = try await dependencies.ledger.read { try $0.relatives(of: capture, headSha256: headSha256) }
        let (whole, prefixes) = try await dependencies.flow.digests(path, prefixes: Set(relatives.map(\.sizeBytes)))
        var findings = PrefixFindings(headSha256: headSha256, compared: Set(relatives.map(\.id)))
        // An empty file begins every other one; it has no rows.
        if whole.sizeBytes == 0 { return (whole, findings) }
        for relative in relatives where relative.sizeBytes < whole.sizeBytes {
            if prefixes[relative.sizeBytes] == relative.sha256 { findings.contained.insert(relative.id) }
        }
        var reads = 0
        for relative in relatives where relative.sizeBytes > whole.sizeBytes && !Self.isTold(relative, by: relatives) {
            if let headSha256, let other = relative.headSha256, other != headSha256 { continue }
            if reads == Self.maximumReads { break }
            reads += 1
            if try await beginning(of: relative.id, bytes: whole.sizeBytes) == whole {
                findings.containers.insert(relative.id)
            }
        }
        // Bytes that are as those of an earlier capture are wherever that one's are, though the longer ones be gone.
        for twin in relatives where twin.sha256 == whole.sha256 {
            findings.containers.formUnion(try await dependencies.ledger.read { try $0.containers(of: twin.id) })
        }
        return (whole, findings)
    }

    /// Of a capture that was adopted without a comparison. Its file may be gone: then it is compared as far as the
    /// ledger goes, and with nothing the next time.
    func compareLate(_ capture: CaptureRecord) async throws -> PrefixFindings {
        if let path = capture.path {
            do {
                let found = try await compare(capture, path: path)
                if found.digest.sha256 == capture.sha256 { return found.findings }
            } catch FileFlowError.failed(_, _, ENOENT) {
                // It is gone, and only that: of one that cannot be read nobody can tell what it begins with.
            }
        }
        var findings = PrefixFindings()
        let relatives = try await dependencies.ledger.read { try $0.relatives(of: capture, headSha256: nil) }
        for relative in relatives {
            findings.compared.insert(relative.id)
            guard relative.sizeBytes > capture.sizeBytes, !Self.isTold(relative, by: relatives) else { continue }
            if try await beginning(of: relative.id, bytes: capture.sizeBytes)?.sha256 == capture.sha256 {
                findings.containers.insert(relative.id)
            }
        }
        return findings
    }

    /// The capture that has its rows is compared, too. (One that has another origin is not.)
    private static func isTold(_ relative: CaptureRelative, by relatives: [CaptureRelative]) -> Bool {
        guard let original = relative.duplicateOf else { return false }
        return relatives.contains { $0.id == original }
    }

    /// `nil`: its file is not there any more. It may move while we look.
    private func beginning(of id: Int64, bytes: Int64) async throws -> FileDigest? {
        // It may have been adopted a moment ago, and not be where the ledger wants it.
        _ = try await dependencies.flow.applyIntents(capture: id)
        var tried: String?
        while let path = try await dependencies.ledger.read({ try $0.capture(id)?.path }), path != tried {
            tried = path
            if try await dependencies.flow.stat(path) == nil { continue }
            // One that cannot be read must not keep another capture from being adopted: it counts as gone, and what
            // `reconcile` or `verify` say of its file is another matter.
            do { return try await dependencies.flow.digest(path, firstBytes: bytes) } catch is FileFlowError {
                continue
            }
        }
        return nil
    }
}
