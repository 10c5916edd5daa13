import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Reconciliation
import WorkerProtocol

/// After a ledger was put back from an older copy: what was committed since is brought in, each row once.
///
/// A capture whose bytes are on the disk is decoded again, and with it everything follows that a decode commits: rows,
/// state, content. Only rows whose capture has no bytes any more are taken over from the Parquet files that have them,
/// under masks over all that comes from elsewhere.
extension Repair {
    /// Brings in captures whose files the ledger does not know.
    mutating func bringInCaptures() async throws {
        for (path, finding) in strangers.sorted(by: { $0.key < $1.key }) where finding.kind == .unknownFile {
            guard let place = capturePlace(path), let stamp = try await dependencies.flow.stat(path) else { continue }
            let (id, server, name) = place
            let known = try await dependencies.ledger.read { try $0.capture(id) }
            // One that the ledger knows at another place is found from there.
            if let known, known.localName == "\(id)-\(name)", known.state != .announced, known.path != nil { continue }
            strangers[path] = nil
            if let known, known.state == .announced, known.localName == "\(id)-\(name)", known.server == server {
                try await takeFetched(known, finding, stamp)
                continue
            }
            if known != nil {
                left(finding, "another capture has its number: move it to captures/\(server)/, so that it is decoded")
                continue
            }
            let (who, parent) = (order.who, (path as NSString).deletingLastPathComponent)
            let sha256 = try await dependencies.flow.digest(path).sha256
            broughtIn.insert(id)
            decodedServers.insert(server)
            try await done(finding, "capture \(id) of \(server) is adopted again and decoded") { tx in
                try tx.readopt(
                    id: id, server: server, name: name, directory: parent, fileName: "\(id)-\(name)",
                    sizeBytes: stamp.sizeBytes, modifiedUs: stamp.modifiedUs, sha256: sha256, who: who)
            }
            if !order.isDryRun { _ = try await dependencies.flow.applyIntents(capture: id) }
        }
    }

    /// The ledger knows the capture from its source, and had not fetched it when the copy was made.
    private mutating func takeFetched(_ capture: CaptureRecord, _ finding: Finding, _ stamp: FileStamp) async throws {
        let directory = "captures/\(capture.server)"
        let target = directory + "/" + capture.localName
        if try await dependencies.flow.stat(target) != nil { return left(finding, "\(target) exists as well") }
        if !order.isDryRun { try await dependencies.flow.relocate(finding.subject, to: target) }
        broughtIn.insert(capture.id)
        decodedServers.insert(capture.server)
        try await done(finding, "capture \(capture.id) counts as fetched, and is decoded") { tx in
            try tx.fetched(
                capture: capture.id, directory: directory, fileName: capture.localName, sizeBytes: stamp.sizeBytes,
                run: nil)
        }
    }

    /// Takes `<area>/<server>/…/<id>-<name>` apart; nil: no capture of a known server is called so.
    private func capturePlace(_ path: String) -> (id: Int64, server: String, name: String)? {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3, configuration.server(parts[1]) != nil, let file = parts.last,
            let dash = file.firstIndex(of: "-"), let id = Int64(file[..<dash]), id > 0
        else { return nil }
        return (id, parts[1], String(file[file.index(after: dash)...]))
    }

    /// Looks into the Parquet files that the ledger does not know, and takes over what no capture brings back.
    mutating func bringInRows(_ findings: [Finding], counter: RowCounter) async throws {
        let unknown = findings.filter { $0.kind == .unknownData && $0.subject.hasSuffix(".parquet") }
        if unknown.isEmpty { return }
        let counts = try await counter.count(unknown.map { RowCounter.Order(path: $0.subject, depth: .origins) })
        let ledger = try await dependencies.ledger.read { try $0.ledgerID() }
        var files: [OrphanFile] = []
        for (finding, count) in zip(unknown, counts) where count.origin?["entrada.ledger"] == ledger {
            if let file = OrphanFile(finding, count) { files.append(file) }
        }
        let damaged = Set(
            findings.filter { [.missingData, .dataSize, .unreadableData, .dataRows].contains($0.kind) }.compactMap(
                \.row))
        var wanted: [OrphanFile.Cell: Bool] = [:]
        for file in files {
            for capture in file.rows.keys where wanted[file.cell(capture)] == nil {
                wanted[file.cell(capture)] = try await isWanted(file.cell(capture), damaged)
            }
        }
        for (file, taken) in OrphanFile.choose(files, wanted: { wanted[$0] ?? false }) {
            try await takeOver(file, taken)
        }
    }

    /// Whether a capture has no live rows of this table and day, and no bytes to decode them from. One that has bytes
    /// and no rows is decoded again.
    private mutating func isWanted(_ cell: OrphanFile.Cell, _ damaged: Set<Int64>) async throws -> Bool {
        if broughtIn.contains(cell.capture) { return false }
        let (record, live) = try await dependencies.ledger.read { view in
            (
                try view.capture(cell.capture),
                try view.liveFiles(ofCapture: cell.capture).contains {
                    $0.tableName == cell.table && $0.day == cell.day && !damaged.contains($0.id)
                }
            )
        }
        if live { return false }
        guard let record, let path = record.path else { return true }
        if [.announced, .fetched, .incoming, .processing].contains(record.state) { return false }
        guard try await dependencies.flow.stat(path)?.sizeBytes == record.sizeBytes else { return true }
        // A duplicate has no rows of its own.
        if record.state != .duplicate, record.duplicateOf == nil { decodeAgain([cell.capture]) }
        return false
    }

    private mutating func takeOver(_ file: OrphanFile, _ captures: Set<Int64>) async throws {
        let digest = try await dependencies.flow.digest(file.path)
        let published = PublishedFile(
            table: file.table, day: file.day, path: file.path, rows: file.total, bytes: digest.sizeBytes,
            sha256: digest.sha256, rowsByCapture: file.rows)
        let masked = file.rows.keys.filter { !captures.contains($0) }
        let who = order.who
        takenOver.formUnion(captures.map { file.cell($0) })
        handled.insert(file.path)
        let servers = captures.reduce(into: [Int64: String]()) { $0[$1] = serverName(of: $1, in: file) }
        try await done(file.finding, "the rows of \(captures.count) captures in it were adopted") { tx in
            for (capture, server) in servers.sorted(by: { $0.key < $1.key })
            where try tx.view.capture(capture) == nil {
                try tx.readoptExpired(id: capture, server: server, who: who)
            }
            try tx.readopt(published, masked: masked, who: who)
        }
    }

    /// As the configuration calls it.
    private func serverName(of capture: Int64, in file: OrphanFile) -> String {
        let words = (file.servers[capture] ?? "unknown -").split(separator: " ").map(String.init)
        let (server, site) = (words.first ?? "unknown", words.last == "-" ? nil : words.last)
        return configuration.servers.first { $0.server == server && $0.site == site }?.name
            ?? ([server, site].compactMap { $0 }).joined(separator: "_")
    }

    /// Of a server whose forgotten captures are known by their rows only, the newest state goes on.
    mutating func bringInStates(_ findings: [Finding]) async throws {
        let captures = Set(takenOver.map(\.capture))
        var newest: [String: (finding: Finding, capture: Int64, attempt: (Int64, Int64))] = [:]
        for finding in findings where finding.kind == .unknownState {
            // `state/<server>/<capture>-<run>.<attempt>.state`
            let parts = finding.subject.split(separator: "/").map(String.init)
            guard parts.count == 3, let file = parts.last, let capture = file.split(separator: "-").first
            else { continue }
            let numbers = file.dropFirst(capture.count + 1).split(separator: ".").compactMap { Int64($0) }
            guard let id = Int64(capture), captures.contains(id), numbers.count == 2 else { continue }
            let attempt = (numbers[0], numbers[1])
            if let known = newest[parts[1]], known.attempt >= attempt { continue }
            newest[parts[1]] = (finding, id, attempt)
        }
        for (server, item) in newest.sorted(by: { $0.key < $1.key }) where !decodedServers.contains(server) {
            handled.insert(item.finding.subject)
            let digest = try await dependencies.flow.digest(item.finding.subject)
            let state = DecodeCommit.State(
                path: item.finding.subject, bytes: digest.sizeBytes, sha256: digest.sha256)
            try await done(item.finding, "the next capture of \(server) uses it") { tx in
                try tx.readopt(state: state, server: server, capture: item.capture)
            }
        }
    }
}
