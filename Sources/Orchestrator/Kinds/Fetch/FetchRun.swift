import Failpoints
import FileFlow
import FileNames
import Foundation
import Jobs
import Ledger
import Model
import Transfer

/// Brings the complete files of one server into `captures/<server>/`.
struct FetchRun: Sendable {
    let context: RunContext
    let parameters: FetchParameters

    func execute() async throws {
        let name = "\(context.run.subject)"
        guard let server = context.configuration.server(name) else {
            throw RunFailure("server \(name) is no longer configured", isPermanent: true)
        }
        let (directory, pattern) = Self.place(of: server)
        let source = try await context.dependencies.sources.connect(to: server)
        do {
            let result = try await fetch(
                server: name, from: source, directory: directory, pattern: parameters.pattern ?? pattern)
            await source.close()
            let end = context.completed(result)
            try await context.dependencies.ledger.write { tx in try tx.finish(end) }
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
            path: directory + "/" + file.name.text, name: file.name.text, sizeBytes: file.sizeBytes,
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
            try await context.dependencies.sleep(wait)
            try await look(&tally, server: server, from: source, directory: directory, pattern: pattern)
        }
        return try tally.json()
    }

    /// The run's result.
    private struct Tally: Encodable {
        var files = 0
        var bytes: Int64 = 0
        var listed = 0
        var waiting = 0
        /// Files that could not be brought or removed; each is tried again after a pause of its own.
        var failed = 0
        /// Why, of the first ones.
        var failures: [String]?

        mutating func fail(_ error: any Error) {
            failed += 1
            if failed <= 3 { failures = (failures ?? []) + ["\(error)"] }
        }

        func json() throws -> String {
            return try JSONEncoder.stable().text(self)
        }
    }

    /// Lists once, and fetches what is complete.
    private func look(
        _ tally: inout Tally, server: String, from source: any CaptureSource, directory: String, pattern: String
    ) async throws {
        let dependencies = context.dependencies
        let listing = try await source.list(directory: directory, matching: pattern).files
        let sightings = listing.map { Self.sighting($0, in: directory) }
        let observed = try await dependencies.ledger.write { tx in try tx.observe(server: server, listing: sightings) }
        var known: [FileName: ObservedSource] = [:]
        for (file, sighting) in zip(listing, observed) { known[file.name] = sighting }
        let verdicts = dependencies.listings.verdicts(
            server: server, listing: listing, by: Self.check(parameters), nowSeconds: dependencies.now() / 1_000_000)
        let announced = listing.filter { known[$0.name]?.state == .announced }
        let (resting, failed) = try await troubled(server: server)
        let ready = announced.filter { file in
            verdicts[file] == .stable && known[file.name].map { !resting.contains($0.capture) } ?? false
        }
        .sorted { left, right in
            // What has failed before comes last: it may hold up nothing.
            let (first, second) = (known[left.name]?.capture ?? 0, known[right.name]?.capture ?? 0)
            return (failed.contains(first) ? 1 : 0, left.modifiedSeconds, left.name)
                < (failed.contains(second) ? 1 : 0, right.modifiedSeconds, right.name)
        }
        tally.listed = listing.count
        tally.waiting = announced.count(where: { verdicts[$0] != .stable })
        for file in ready.prefix(parameters.maximumFilesPerRun - tally.files) {
            guard let seen = known[file.name] else { continue }
            try Task.checkCancellation()
            do {
                try await fetch(file, seen, server: server, from: source, directory: directory)
                tally.files += 1
                tally.bytes += file.sizeBytes
            } catch let error as TransferError {
                try await note(error, of: seen.capture, &tally)
            }
        }
        let isRestored = try await context.dependencies.ledger.read { try $0.restoreMark() != nil }
        if parameters.deletesAtSource, !isRestored {
            try await removeArchived(listing, known, resting, &tally, from: source, directory: directory)
        }
    }

    /// Captures that are left alone for now, and all that have failed. Who asks by hand wants everything tried.
    private func troubled(server: String) async throws -> (resting: Set<Int64>, failed: Set<Int64>) {
        let now = context.run.requestedBy == nil ? context.dependencies.now() : .max
        return try await context.dependencies.ledger.read { view in
            let troubles = try view.troubles(server: server, limit: 100_000)
            return (Set(troubles.filter { $0.nextUs > now }.map(\.capture)), Set(troubles.map(\.capture)))
        }
    }

    /// A file that could not be had. Is it the file's own trouble, the others go on; it is tried again after pauses that
    /// grow. A connection that breaks ends the run, and counts for the file all the same: where it broke every time, no
    /// other file would ever be reached.
    private func note(_ error: TransferError, of capture: Int64, _ tally: inout Tally) async throws {
        let isOver = error.isSilence || !(error.isOfOneFile || error.isLocal)
        if error.isLocal {
            // What fails here while the disk is well is a matter of this file, such as of its name.
            let check = StorageCheck(flow: context.dependencies.flow, configuration: context.configuration)
            if await check.trouble(after: error) != nil { throw error }
        }
        try await FileTrouble(context: context).record("\(error)", of: capture, isHopeless: error.needsSomebody)
        if isOver { throw error }
        tally.fail(error)
    }

    private func fetch(
        _ file: RemoteFile, _ seen: ObservedSource, server: String, from source: any CaptureSource, directory: String
    ) async throws {
        let dependencies = context.dependencies
        let local = LocalName.make(id: seen.capture, name: file.name.text)
        let target = "captures/\(server)/\(local)"
        // A crash between the rename and the commit leaves the whole file; it is fetched again, the leftover goes first.
        if try await dependencies.flow.stat(target) != nil { try await dependencies.flow.remove(target) }
        try dependencies.failpoints.hit(.fetchBeforeDownload)
        let progress = context.progress
        let begin = ContinuousClock.now
        let fetched = try await source.fetch(file, from: directory, to: dependencies.root.absolute(target)) { bytes in
            progress.advanced(bytes: bytes, packets: 0)
        }
        dependencies.meter.fetched(
            server: server, bytes: fetched.sizeBytes, seconds: (ContinuousClock.now - begin) / .seconds(1))
        try dependencies.failpoints.hit(.fetchAfterDownload)
        let run = context.run.id
        try await dependencies.ledger.write { tx in
            try tx.fetched(
                capture: seen.capture, directory: "captures/\(server)", fileName: local, sizeBytes: fetched.sizeBytes,
                run: run)
        }
        try dependencies.failpoints.hit(.fetchAfterCommit)
    }

    /// Policy `delete_at_source`: only what is archived here, with rows live, leaves the name server (I1).
    private func removeArchived(
        _ listing: [RemoteFile], _ known: [FileName: ObservedSource], _ resting: Set<Int64>, _ tally: inout Tally,
        from source: any CaptureSource, directory: String
    ) async throws {
        for file in listing {
            guard let seen = known[file.name], seen.state == .archived || seen.state == .expired,
                !resting.contains(seen.capture)
            else { continue }
            do { try await source.remove(file, from: directory) } catch let error as TransferError
                where error.isOfOneFile
            {
                try await FileTrouble(context: context).record(
                    "\(error)", of: seen.capture, isHopeless: error.needsSomebody)
                tally.fail(error)
                continue
            }
            try await FileTrouble(context: context).end(of: seen.capture)
        }
    }
}
