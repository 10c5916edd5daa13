import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import Reconciliation

/// Captures that are not where they belong.
extension Repair {
    /// The file of a capture is looked for at all ends of its moves and among the strangers.
    mutating func mendMove(_ finding: Finding) async throws {
        guard let capture = finding.capture else { return }
        let (record, intents) = try await dependencies.ledger.read { view in
            (try view.requireCapture(capture), try view.unsettledIntents().map(\.record))
        }
        let own = intents.filter { $0.capture == capture }
        // One look settles all moves of a capture.
        if own.isEmpty { return try await done(finding, "settled together with the previous move") }
        var places = own.flatMap { [$0.source, $0.target] }
        for intent in own {
            let name = (intent.source as NSString).lastPathComponent
            places.append("quarantine/conflict-\(intent.id)-" + name)
        }
        try await settle(record, finding, places)
    }

    /// Its file is at another place, or nowhere.
    mutating func mendCapture(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        let record = try await dependencies.ledger.read { try $0.requireCapture(id) }
        try await settle(record, finding, [])
    }

    mutating func mendPlace(_ finding: Finding) async throws {
        guard let id = finding.capture else { return }
        let record = try await dependencies.ledger.read { try $0.requireCapture(id) }
        guard let area = record.state.area else { return }
        let day = Day(microseconds: record.firstPacketUs ?? record.modifiedUs).description
        let directory = area == "archive" ? "archive/\(record.server)/\(day)" : "\(area)/\(record.server)"
        let name = area == "captures" ? record.fileName ?? record.name : record.localName
        try await done(finding, "it is moved to \(directory)/\(name)") { tx in
            try tx.intendMove(capture: id, to: directory, name: name)
        }
        if !order.isDryRun { _ = try await dependencies.flow.applyIntents(capture: id) }
    }

    /// Puts the recorded file of a capture where the ledger says, wherever it is; without one the capture is given up.
    private mutating func settle(_ record: CaptureRecord, _ finding: Finding, _ places: [String]) async throws {
        guard let place = record.path else { return }
        if try await holds(place, record) {
            if record.state == .incoming { decodeAgain([record.id]) }
            return try await done(finding, "its file is at \(place)") { tx in
                try tx.resolveIntents(capture: record.id, message: "settled by an operator")
            }
        }
        var found: String?
        for path in places + strangers.keys.sorted() where found == nil && path != place {
            if try await holds(path, record) { found = path }
        }
        if found == nil, let hidden = unreadable.first {
            return left(finding, "its file may be in \(hidden), which cannot be read")
        }
        let isTaken = try await dependencies.flow.stat(place) != nil
        if !order.isDryRun {
            // Another file at its place, or a damaged one.
            if isTaken { _ = try await dependencies.flow.discard(place, nowUs: dependencies.now()) }
            if let found { try await dependencies.flow.relocate(found, to: place) }
        }
        if let found {
            settle(found)
            // Its run may have given up because there was nothing to decode.
            if record.state == .incoming { decodeAgain([record.id]) }
            return try await done(finding, "its file was found at \(found) and put at \(place)") { tx in
                try tx.resolveIntents(capture: record.id, message: "settled by an operator")
            }
        }
        let isUndecoded = [.fetched, .incoming, .processing].contains(record.state)
        let rest = isUndecoded ? "is fetched again if its source has it" : "its rows stay"
        let (id, who) = (record.id, order.who)
        let action = "capture \(id) counts as expired and \(rest)"
        try await done(finding, action) { tx in
            try tx.giveUp(capture: id, who: who, why: "its file is lost: \(place)")
        }
    }

    /// Whether a file is the recorded one of a capture.
    private func holds(_ path: String, _ record: CaptureRecord) async throws -> Bool {
        guard let stamp = try await dependencies.flow.stat(path), stamp.sizeBytes == record.sizeBytes else {
            return false
        }
        guard let sha256 = record.sha256 else { return (path as NSString).lastPathComponent == record.fileName }
        return try await dependencies.flow.digest(path).sha256 == sha256
    }

    mutating func mendArrival(_ finding: Finding) async throws {
        guard strangers[finding.subject] != nil else { return try await done(finding, "it was put in its place") }
        if finding.subject.hasSuffix(".part") || finding.subject.hasSuffix(".tmp") { return try await discard(finding) }
        let parts = finding.subject.split(separator: "/")
        let known = parts.count == 3 && configuration.server(String(parts[1])) != nil
        left(
            finding,
            known
                ? "the job stage adopts it; see entradactl runs --job stage"
                : "there is no server of this name: add it to entrada.toml, or move the file away")
    }

    /// A file that nothing names.
    mutating func clear(_ finding: Finding) async throws {
        // It was put in its place, and that was told.
        if finding.kind == .unknownFile, strangers[finding.subject] == nil { return }
        // It has gone with a step before this one.
        guard try await dependencies.flow.stat(finding.subject) != nil else {
            return try await done(finding, "it is gone")
        }
        try await discard(finding)
    }
}
