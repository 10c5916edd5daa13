import FileFlow
import Foundation
import Jobs
import Ledger
import Reconciliation

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
    var strangers: [String: Finding] = [:]
    /// Captures that the ledger did not know: they are decoded.
    var broughtIn: Set<Int64> = []
    var decodedServers: Set<String> = []
    /// Rows that a file has been taken over for.
    var takenOver: Set<OrphanFile.Cell> = []
    /// Directories that cannot be read. What should be in them is not touched, and nothing is given up: it may be there.
    private(set) var unreadable: [String] = []
    /// Findings that something has been done about already, by path.
    var handled: Set<String> = []

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
