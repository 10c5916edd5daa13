import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Reconciliation
import WorkerProtocol

/// Mends what a look has found, while nothing runs. Bytes are moved and never deleted; rows come back by decoding their
/// captures again, or stay as they are: none is lost that was there, and none becomes double.
struct Repair: Sendable {
    let dependencies: Dependencies
    let configuration: Configuration
    let order: RepairOrder
    /// Whether captures can be decoded again: there is an enabled job for it.
    let canDecode: Bool

    private(set) var steps: [RepairStep] = []
    /// Captures that are to be decoded again.
    private(set) var again: Set<Int64> = []
    /// Files that the ledger does not know and that nothing has been done about yet, by path.
    private(set) var strangers: [String: Finding] = [:]
    /// Captures that the ledger did not know: they are decoded.
    private var broughtIn: Set<Int64> = []
    private var decodedServers: Set<String> = []
    /// Rows that a file has been taken over for.
    private var takenOver: Set<OrphanFile.Cell> = []
    /// Directories that cannot be read. What should be in them is not touched, and nothing is given up: it may be there.
    private(set) var unreadable: [String] = []
    /// Findings that something has been done about already, by path.
    private var handled: Set<String> = []

    init(dependencies: Dependencies, configuration: Configuration, order: RepairOrder, canDecode: Bool) {
        self.dependencies = dependencies
        self.configuration = configuration
        self.order = order
        self.canDecode = canDecode
    }

    /// What an event says of why.
    var why: String { order.reason ?? "entradactl doctor --repair" }

    /// In an order in which one step does not undo what the next one needs: captures are put in their places before
    /// strangers go, and rows come last.
    ///
    /// - Parameter counter: given if the ledger was put back from an older copy.
    mutating func mend(_ findings: [Finding], afterRestore counter: RowCounter? = nil) async throws {
        for finding in findings where [.unknownFile, .waitingFile].contains(finding.kind) {
            strangers[finding.subject] = finding
        }
        for finding in findings where finding.kind == .unreadableDirectory {
            unreadable.append(finding.subject)
            left(finding, finding.kind.repair)
        }
        if counter != nil, let hidden = unreadable.first {
            // What this ledger has forgotten may be there: nothing can be told from a stranger, nor from what is lost.
            for finding in findings where finding.kind != .unreadableDirectory {
                left(finding, "the ledger is an older copy, and \(hidden) cannot be read")
            }
            return
        }
        if counter != nil { try await bringInCaptures() }
        let stages: [Set<FindingKind>] = [
            [.lateMove, .moveConflict, .moveLost], [.capturePlace, .missingCapture, .captureSize],
            [.unknownFile, .waitingFile, .unknownData, .unknownState],
            [.missingData, .dataSize, .unreadableData, .dataRows], [.captureRows], [.doubledRows], [.missingState],
            [.strayMask, .leftoverWork, .largeLog],
        ]
        for (number, stage) in stages.enumerated() {
            // Captures are where they belong by now.
            if number == 2, let counter {
                try await bringInRows(findings, counter: counter)
                try await bringInStates(findings)
            }
            for finding in findings where stage.contains(finding.kind) && !handled.contains(finding.subject) {
                if let hidden = unreadable.first(where: { finding.subject.hasPrefix($0 + "/") }) {
                    left(finding, "\(hidden) cannot be read")
                    continue
                }
                do { try await mend(finding) } catch {
                    steps.append(RepairStep(finding: finding, action: "failed: \(error)", isMended: false))
                }
            }
        }
    }

    private mutating func mend(_ finding: Finding) async throws {
        switch finding.kind {
        // It is told, and nothing can be done about it from here.
        case .unreadableDirectory: break
        case .lateMove, .moveConflict, .moveLost: try await mendMove(finding)
        case .capturePlace: try await mendPlace(finding)
        case .missingCapture, .captureSize: try await mendCapture(finding)
        case .unknownFile, .unknownData, .unknownState: try await clear(finding)
        case .waitingFile: try await mendArrival(finding)
        case .missingData, .dataSize, .unreadableData, .dataRows: try await mendData(finding)
        case .captureRows: try await mendRows(finding)
        case .doubledRows: try await mendDoubles(finding)
        case .missingState: try await mendState(finding)
        case .strayMask:
            guard let file = finding.row, let capture = finding.capture else { return }
            try await done(finding, "the mask was removed") { try $0.removeMask(file: file, capture: capture) }
        case .leftoverWork:
            if !order.isDryRun { try await dependencies.flow.removeLeftover(finding.subject) }
            try await done(finding, "it was removed")
        case .largeLog: try await discard(finding)
        }
    }

    /// Writes a step down, together with what it changes in the ledger.
    mutating func done(
        _ finding: Finding, _ action: String,
        _ change: @escaping @Sendable (LedgerTransaction) throws -> Void = { _ in }
    ) async throws {
        if !order.isDryRun {
            let (who, why) = (order.who, why)
            try await dependencies.ledger.write { tx in
                try change(tx)
                try tx.recordRepair(finding.subject, capture: finding.capture, action: action, who: who, why: why)
            }
        }
        steps.append(RepairStep(finding: finding, action: action, isMended: true))
    }

    mutating func left(_ finding: Finding, _ why: String) {
        steps.append(RepairStep(finding: finding, action: why, isMended: false))
    }

    /// The file at a path is a stranger no more.
    mutating func settle(_ path: String) { strangers[path] = nil }

    mutating func decodeAgain(_ captures: some Sequence<Int64>) { again.formUnion(captures) }

    /// A stranger goes to the trash.
    mutating func discard(_ finding: Finding) async throws {
        var target = "trash/"
        if !order.isDryRun { target = try await dependencies.flow.discard(finding.subject, nowUs: dependencies.now()) }
        strangers[finding.subject] = nil
        try await done(finding, "it was moved to \(target)")
    }
}

/// An operator's request to mend what is not as the ledger says.
public struct RepairOrder: Sendable, Equatable {
    /// Made by the client.
    public var id: String
    public var who: String
    public var reason: String?
    /// Only say what would be done.
    public var isDryRun: Bool

    public init(id: String, who: String, reason: String? = nil, isDryRun: Bool = false) {
        self.id = id
        self.who = who
        self.reason = reason
        self.isDryRun = isDryRun
    }
}

/// Rows that are not there, or not those that the ledger says.
extension Repair {
    /// A file is retired and all of its captures are decoded again, or nothing is changed.
    mutating func mendData(_ finding: Finding) async throws {
        guard let id = finding.row else { return }
        let takenOver = takenOver
        let captures = try await dependencies.ledger.read { view in
            let file = try view.requireDataFile(id)
            return try view.unmaskedRows(file: id).filter { row in
                row.rows > 0
                    && !takenOver.contains(
                        OrphanFile.Cell(table: file.tableName, day: file.day, capture: row.capture))
            }.map(\.capture)
        }
        if let obstacle = try await obstacle(to: captures) { return left(finding, obstacle) }
        decodeAgain(captures)
        try await done(finding, "it was retired; \(captures.count) captures are decoded again") { tx in
            // The step before may have retired it.
            if try tx.view.requireDataFile(id).live { try tx.retire(file: id) }
        }
    }

    /// A capture is decoded again; what the file has of it is masked by its commit.
    mutating func mendRows(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        if let obstacle = try await obstacle(to: [id]) { return left(finding, obstacle) }
        decodeAgain([id])
        try await done(finding, "capture \(id) is decoded again")
    }

    /// Of rows that are live twice, those of the capture that has less of the content are hidden.
    mutating func mendDoubles(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        try await done(finding, "its rows are hidden") { try $0.hideDoubledRows(of: id) }
    }

    /// What waited in a state comes back with its capture, or is given up, so that the next capture can be decoded.
    mutating func mendState(_ finding: Finding) async throws {
        guard let id = finding.row, let capture = finding.capture else { return }
        let obstacle = try await obstacle(to: [capture])
        if obstacle == nil { decodeAgain([capture]) }
        let action = obstacle.map { "its waiting queries are given up: \($0)" } ?? "capture \(capture) is decoded again"
        try await done(finding, action) { tx in try tx.giveUp(state: id) }
    }

    /// Why some of these captures cannot be decoded again; `nil`: all can.
    private func obstacle(to captures: [Int64]) async throws -> String? {
        if captures.isEmpty { return nil }
        guard canDecode else { return "there is no enabled job of kind decode" }
        for id in captures where !again.contains(id) {
            guard let record = try await dependencies.ledger.read({ try $0.capture(id) }) else {
                return "capture \(id) is not known: restore the file from a backup"
            }
            // They are about to be decoded anyway.
            if [.fetched, .incoming, .processing].contains(record.state) { continue }
            guard [.archived, .loaded, .quarantined].contains(record.state), let path = record.path,
                try await dependencies.flow.stat(path)?.sizeBytes == record.sizeBytes
            else {
                return "capture \(id) is \(record.state.rawValue), its file is gone: restore the file from a backup"
            }
            let place = try await dependencies.ledger.read { try $0.decodePlace(of: record) }
            if let state = place.input, try await dependencies.flow.stat(state.path) == nil {
                return "capture \(id) continues \(state.path), which is gone: restore it from a backup"
            }
        }
        return nil
    }
}

/// After a ledger was put back from an older copy: what was committed since is brought in, each row once.
///
/// A capture whose bytes are on the disk is decoded again, and with it everything follows that a decode commits: rows,
/// state, content. Only rows whose capture has no bytes any more are taken over from the Parquet files that have them,
/// under masks over all that comes from elsewhere.
extension Repair {
    /// Brings in captures whose files the ledger does not know.
    private mutating func bringInCaptures() async throws {
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

    /// Takes `<area>/<server>/…/<id>-<name>` apart; `nil`: no capture of a known server is called so.
    private func capturePlace(_ path: String) -> (id: Int64, server: String, name: String)? {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3, configuration.server(parts[1]) != nil, let file = parts.last,
            let dash = file.firstIndex(of: "-"), let id = Int64(file[..<dash]), id > 0
        else { return nil }
        return (id, parts[1], String(file[file.index(after: dash)...]))
    }

    /// Looks into the Parquet files that the ledger does not know, and takes over what no capture brings back.
    private mutating func bringInRows(_ findings: [Finding], counter: RowCounter) async throws {
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
    private mutating func bringInStates(_ findings: [Finding]) async throws {
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
