import Failpoints
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

    static func place(of server: ServerDefinition) -> (directory: String, pattern: String) {
        switch server.source {
        case .sftp(let source): (source.directory, source.pattern)
        case .local(let source): (source.directory, source.pattern)
        case .pushed: ("", "*")
        }
    }

    static func check(_ parameters: FetchParameters) -> StabilityCheck {
        StabilityCheck(
            minimumAgeSeconds: Int(parameters.minimumAge.components.seconds),
            quietSeconds: Int(parameters.quiet.components.seconds))
    }

    static func sighting(_ file: RemoteFile, in directory: String) -> SourceSighting {
        SourceSighting(
            path: directory + "/" + file.name, name: file.name, sizeBytes: file.sizeBytes,
            modifiedUs: file.modifiedSeconds * 1_000_000)
    }

    /// A file is taken after two listings that agree. Somebody who asks for a fetch by hand does not want to ask twice:
    /// when the second listing is due within seconds, the run makes it itself.
    private static let longestWait = Duration.seconds(10)

    private func fetch(server: String, from source: any CaptureSource, directory: String, pattern: String) async throws
        -> String
    {
        var tally = Tally()
        try await look(&tally, server: server, from: source, directory: directory, pattern: pattern)
        let wait = max(parameters.minimumAge, parameters.quiet)
        if context.run.requestedBy != nil, tally.waiting > 0, tally.files < parameters.maximumFilesPerRun,
            wait <= Self.longestWait
        {
            try await context.site.sleep(wait)
            try await look(&tally, server: server, from: source, directory: directory, pattern: pattern)
        }
        guard tally.failures.isEmpty else {
            let more = tally.failures.count > 3 ? "; …" : ""
            throw RunFailure(
                "\(tally.files) files were fetched, \(tally.failures.count) were not: "
                    + tally.failures.prefix(3).joined(separator: "; ") + more)
        }
        return
            #"{"files":\#(tally.files),"bytes":\#(tally.bytes),"listed":\#(tally.listed),"waiting":\#(tally.waiting)}"#
    }

    private struct Tally {
        var files = 0
        var bytes: Int64 = 0
        var listed = 0
        var waiting = 0
        /// Files that could not be brought, and why.
        var failures: [String] = []
    }

    /// Lists once, and fetches what is complete.
    private func look(
        _ tally: inout Tally, server: String, from source: any CaptureSource, directory: String, pattern: String
    ) async throws {
        let site = context.site
        let listing = try await source.list(directory: directory, matching: pattern)
        let sightings = listing.map { Self.sighting($0, in: directory) }
        let observed = try await site.ledger.write { tx in try tx.observe(server: server, listing: sightings) }
        var capture: [String: ObservedSource] = [:]
        for (file, sighting) in zip(listing, observed) { capture[file.name] = sighting }
        let verdicts = site.listings.verdicts(
            server: server, listing: listing, by: Self.check(parameters), nowSeconds: site.now() / 1_000_000)
        let announced = listing.filter { capture[$0.name]?.state == .announced }
        let ready = announced.filter { verdicts[$0] == .stable }
            .sorted { ($0.modifiedSeconds, $0.name) < ($1.modifiedSeconds, $1.name) }
        tally.listed = listing.count
        tally.waiting = announced.count - ready.count
        for file in ready.prefix(parameters.maximumFilesPerRun - tally.files) {
            guard let seen = capture[file.name] else { continue }
            try Task.checkCancellation()
            do { try await fetch(file, seen, server: server, from: source, directory: directory) } catch let error
                as TransferError
                where error.isOfOneFile
            {
                tally.failures.append("\(error)")
                continue
            }
            tally.files += 1
            tally.bytes += file.sizeBytes
        }
        let isRestored = try await context.site.ledger.read { try $0.restoreMark() != nil }
        if parameters.deletesAtSource, !isRestored {
            try await removeArchived(listing, capture, from: source, directory: directory)
        }
    }

    private func fetch(
        _ file: RemoteFile, _ seen: ObservedSource, server: String, from source: any CaptureSource, directory: String
    ) async throws {
        let site = context.site
        let local = "\(seen.capture)-\(file.name)"
        let target = "captures/\(server)/\(local)"
        // A crash between the rename and the commit leaves the whole file; it is fetched again, the leftover goes first.
        if try await site.flow.stat(target) != nil { try await site.flow.remove(target) }
        try site.failpoints.hit(.fetchBeforeDownload)
        let progress = context.progress
        let begin = ContinuousClock.now
        let fetched = try await source.fetch(file, from: directory, to: site.root.absolute(target)) { bytes in
            progress.advanced(bytes: bytes, packets: 0)
        }
        site.meter.fetched(
            server: server, bytes: fetched.sizeBytes, seconds: (ContinuousClock.now - begin) / .seconds(1))
        try site.failpoints.hit(.fetchAfterDownload)
        let run = context.run.id
        try await site.ledger.write { tx in
            try tx.fetched(
                capture: seen.capture, directory: "captures/\(server)", fileName: local, sizeBytes: fetched.sizeBytes,
                run: run)
        }
        try site.failpoints.hit(.fetchAfterCommit)
    }

    /// Policy `delete_at_source`: only what is archived here, with rows live, leaves the name server (I1).
    private func removeArchived(
        _ listing: [RemoteFile], _ known: [String: ObservedSource], from source: any CaptureSource, directory: String
    ) async throws {
        for file in listing {
            guard let state = known[file.name]?.state, state == .archived || state == .expired else { continue }
            try await source.remove(file, from: directory)
        }
    }
}
