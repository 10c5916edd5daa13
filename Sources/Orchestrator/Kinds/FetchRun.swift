import FileFlow
import Foundation
import Jobs
import Ledger
import Transfer

/// Brings the complete files of one server into `captures/<server>/`.
struct FetchRun: Sendable {
    let context: RunContext
    let parameters: FetchParameters

    func execute() async throws {
        let name = context.run.subject
        guard let server = context.configuration.server(name) else {
            throw RunFailure("server \(name) is not configured any more", isPermanent: true)
        }
        let (directory, pattern) = Self.place(of: server)
        let source = try await context.site.sources.connect(to: server)
        do {
            let result = try await fetch(
                server: name, from: source, directory: directory, pattern: parameters.pattern ?? pattern)
            await source.close()
            let end = context.completed(result)
            try await context.site.ledger.write { tx in try tx.finish(end) }
        } catch {
            await source.close()
            throw error
        }
    }

    private static func place(of server: ServerDefinition) -> (directory: String, pattern: String) {
        switch server.source {
        case .sftp(let source): (source.directory, source.pattern)
        case .local(let source): (source.directory, source.pattern)
        case .pushed: ("", "*")
        }
    }

    private func fetch(server: String, from source: any CaptureSource, directory: String, pattern: String) async throws
        -> String
    {
        let site = context.site
        let listing = try await source.list(directory: directory, matching: pattern)
        let sightings = listing.map {
            SourceSighting(
                path: directory + "/" + $0.name, name: $0.name, sizeBytes: $0.sizeBytes,
                modifiedUs: $0.modifiedSeconds * 1_000_000)
        }
        let observed = try await site.ledger.write { tx in try tx.observe(server: server, listing: sightings) }
        let now = site.now() / 1_000_000
        var firstSeen: [RemoteFile: Int64] = [:]
        var capture: [String: ObservedSource] = [:]
        for (file, sighting) in zip(listing, observed) {
            if sighting.unchangedSinceUs < site.now() - 1_000 {
                firstSeen[file] = sighting.unchangedSinceUs / 1_000_000
            }
            capture[file.name] = sighting
        }
        let check = StabilityCheck(
            minimumAgeSeconds: Int(parameters.minimumAge.components.seconds),
            quietSeconds: Int(parameters.quiet.components.seconds))
        let verdicts = check.verdicts(previous: firstSeen, listing: listing, nowSeconds: now)
        var files = 0
        var bytes: Int64 = 0
        let ready = listing.filter { verdicts[$0] == .stable && capture[$0.name]?.state == .announced }
            .sorted { ($0.modifiedSeconds, $0.name) < ($1.modifiedSeconds, $1.name) }
        for file in ready.prefix(parameters.maximumFilesPerRun) {
            guard let seen = capture[file.name] else { continue }
            try Task.checkCancellation()
            try await fetch(file, seen, server: server, from: source, directory: directory)
            files += 1
            bytes += file.sizeBytes
        }
        if parameters.deletesAtSource { try await removeArchived(listing, capture, from: source, directory: directory) }
        return
            #"{"files":\#(files),"bytes":\#(bytes),"listed":\#(listing.count),"waiting":\#(verdicts.values.count { $0 != .stable })}"#
    }

    private func fetch(
        _ file: RemoteFile, _ seen: ObservedSource, server: String, from source: any CaptureSource, directory: String
    ) async throws {
        let site = context.site
        let local = "\(seen.capture)-\(file.name)"
        let target = "captures/\(server)/\(local)"
        // A crash between the rename and the commit leaves the whole file; it is fetched again, the leftover goes first.
        if try await site.flow.stat(target) != nil { try await site.flow.remove(target) }
        let progress = context.progress
        let fetched = try await source.fetch(file, from: directory, to: site.root.absolute(target)) { bytes in
            progress.advanced(bytes: bytes, packets: 0)
        }
        let run = context.run.id
        try await site.ledger.write { tx in
            try tx.fetched(
                capture: seen.capture, directory: "captures/\(server)", fileName: local, sizeBytes: fetched.sizeBytes,
                run: run)
        }
    }

    /// Policy `delete_at_source`: only what is archived here, with rows live, leaves the name server (I1).
    private func removeArchived(
        _ listing: [RemoteFile], _ known: [String: ObservedSource], from source: any CaptureSource, directory: String
    ) async throws {
        for file in listing where known[file.name]?.state == .archived {
            try await source.remove(file, from: directory)
        }
    }
}
