import CPosix
import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model
import WorkerProtocol

/// What a start does before anything is claimed. Every step may be cut off and done again.
extension Orchestrator {
    ///
    /// - Returns: the runs that have failed for good by it.
    @discardableResult func recover() async throws -> [Int64] {
        site.pulse.enter("checking the ledger")
        let mark = try await site.ledger.read { try $0.restoreMark() }
        if let mark {
            site.logger.warning(
                "\(mark.summary); nothing is deleted until entradactl doctor --repair has brought in what is missing")
            if let checkpoint = try await site.ledger.completeRestore(root: site.root.path) {
                Self.announce(checkpoint, site.logger)
            }
        }
        if try await site.ledger.checkAfterUncleanStop() {
            site.logger.notice("the daemon before this one did not end in order; the ledger was checked and is sound")
        }
        site.pulse.enter("looking at the clock and for workers that are left")
        try await beginClockWatch()
        let bootID = ProcessIdentity.bootID()
        let killed = try await killLeftovers(bootID: bootID)
        let pid = ProcessInfo.processInfo.processIdentifier
        let begun = try await site.ledger.write { tx in
            try tx.beginIncarnation(bootID: bootID, pid: pid, program: "entradad \(Self.version)")
        }
        incarnation = begun.id
        try site.failpoints.hit(.recoveryAfterIncarnation)
        site.pulse.enter("giving back runs of the daemon before")
        let failed = try await returnOrphans(killed: killed)
        try site.failpoints.hit(.recoveryAfterOrphans)
        site.pulse.enter("applying open moves")
        let moves = try await site.flow.applyIntents()
        if moves.applied > 0 { site.logger.notice("applied open moves", metadata: ["moves": "\(moves.applied)"]) }
        moveTroubles = Array(moves.troubles.prefix(Self.troublesTold))
        try site.failpoints.hit(.recoveryAfterMoves)
        site.pulse.enter("archiving what is loaded")
        try await finishArchiving(except: [])
        try await site.flow.mendReasons()
        try site.failpoints.hit(.recoveryAfterArchiving)
        site.pulse.enter("removing what no run has committed")
        // What an older copy does not know may be what was committed after it was made.
        let strays = try await mark == nil ? site.flow.removeUncommitted() : []
        if !strays.isEmpty {
            site.logger.notice("removed files that no run had committed", metadata: ["files": "\(strays.count)"])
        }
        try site.failpoints.hit(.recoveryAfterStrays)
        if mark == nil { try await site.flow.abandonedWork(openAttempts: []) }
        try await site.flow.removeProbes()
        return failed
    }

    /// Workers hold a lifetime pipe and are gone; what is left of them is killed by its recorded identity. Of a command
    /// all that descends from it is killed, in whatever session it is: what is said of it, by run.
    private func killLeftovers(bootID: String) async throws -> [Int64: String] {
        var killed: [Int64: String] = [:]
        let runs = try await site.ledger.read { view -> [RunRecord] in
            try view.currentIncarnationBootID() == bootID ? try view.runs(state: .running) : []
        }
        for run in runs {
            let pid = run.workerPid.map(Int32.init).flatMap { pid -> Int32? in
                guard pid > 1, let start = run.workerStart, !start.isEmpty else { return nil }
                return ProcessIdentity.startTime(of: pid) == start ? pid : nil
            }
            if run.kind == JobKind.command.rawValue {
                let remains = CommandRemains(run: run.id, dataRoot: site.root.path)
                let found = try await site.threads.run { remains.kill(below: pid) }
                if let summary = StoppedProcess.summary(of: found) {
                    killed[run.id] = summary
                    site.logger.warning(
                        "\(summary), left of a command of a daemon that is gone", metadata: ["run": "\(run.id)"])
                    let log = CappedLog(
                        path: site.root.absolute("log/runs/\(run.id).log"), limitBytes: configuration.limits.runLogSize)
                    log.note("the daemon ended while it ran; the next one \(summary)")
                    log.close()
                }
            }
            guard let pid else { continue }
            kill(-pid, SIGKILL)
            kill(pid, SIGKILL)
            site.logger.warning(
                "killed a worker of a daemon that is gone", metadata: ["pid": "\(pid)", "run": "\(run.id)"])
        }
        return killed
    }

    /// Runs that were running when the daemon died are orphans by proof: we hold the lock.
    ///
    /// - Returns: those that have failed for good.
    private func returnOrphans(killed: [Int64: String]) async throws -> [Int64] {
        let incarnation = incarnation
        let once = Set(jobs.jobs.filter(\.runsOnce).map(\.name))
        let (quarantined, failed) = try await site.ledger.write { tx in
            var quarantined: [(capture: Int64, run: Int64)] = []
            var failed: [Int64] = []
            let orphans = try tx.view.runs(state: .running).filter { $0.incarnation != incarnation }
            let blameless = try Self.companions(among: orphans, tx.view)
            for run in orphans {
                let capture = try run.subject.capture.flatMap { try tx.view.capture($0) }
                let claimed = capture.flatMap { $0.state == .processing && $0.run == run.id ? $0 : nil }
                if blameless.contains(run.id) {
                    try Self.release(run, claimed, why: "the daemon ended before its turn came in a shared worker", tx)
                    continue
                }
                let isPoison = run.orphaned + 1 >= 4
                let isOnce = once.contains(run.job)
                let what = "the daemon ended while it ran" + (killed[run.id].map { "; the next one \($0)" } ?? "")
                if isPoison || isOnce { failed.append(run.id) }
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: run.attempt, incarnation: run.incarnation ?? 0,
                        state: isPoison || isOnce ? .discarded : .interrupted,
                        outcome: .orphaned, message: what + (isOnce ? JobDefinition.onceText : "")))
                guard let claimed else { continue }
                if isPoison {
                    try tx.quarantine(
                        capture: claimed.id, why: "the daemon died four times while this capture was decoded",
                        run: run.id)
                    quarantined.append((claimed.id, run.id))
                } else {
                    try tx.giveBack(
                        capture: claimed.id, why: "the daemon ended while it was decoded", orphaned: true, run: run.id)
                }
            }
            return (quarantined, failed)
        }
        for item in quarantined {
            try await site.flow.writeReason(
                capture: item.capture, run: item.run,
                reason: "the daemon died four times while this capture was decoded")
        }
        return failed
    }

    /// Of the runs that shared a worker all but the one whose turn it was: they have no part in the daemon's end. Behind one
    /// that did not complete no other had a turn.
    private static func companions(among orphans: [RunRecord], _ view: LedgerView) throws -> Set<Int64> {
        var blameless: Set<Int64> = []
        for (lead, batch) in Dictionary(grouping: orphans.filter { $0.batch != nil }, by: \.batch) {
            let order = try captures(of: batch, view)
            let broken = try captures(of: try view.brokenRuns(ofBatch: lead ?? 0), view).first
            var others = order[...]
            if let first = order.first, broken.map({ first.capture.precedes($0.capture) }) ?? true {
                others = others.dropFirst()
            }
            blameless.formUnion(others.map(\.run))
        }
        return blameless
    }

    /// In the order of their chain.
    private static func captures(
        of runs: [RunRecord], _ view: LedgerView
    ) throws -> [(run: Int64, capture: CaptureRecord)] {
        try runs.compactMap { run in
            try run.subject.capture.flatMap { try view.capture($0) }.map { (run.id, $0) }
        }.sorted { $0.1.precedes($1.1) }
    }

    private static func release(
        _ run: RunRecord, _ claimed: CaptureRecord?, why: String, _ tx: LedgerTransaction
    ) throws {
        try tx.finish(
            RunEnd(
                run: run.id, attempt: run.attempt, incarnation: run.incarnation ?? 0, state: .interrupted,
                outcome: .interrupted, message: why))
        if let claimed { try tx.giveBack(capture: claimed.id, why: why, orphaned: false, run: run.id) }
    }

    /// Captures whose rows are live and that were not archived yet when the daemon ended.
    func finishArchiving(except busy: Set<Int64>) async throws {
        let configuration = configuration
        try await site.ledger.write { tx in
            for state in [CaptureState.loaded, .duplicate] {
                for capture in try tx.view.chain(state: state, limit: 100_000) {
                    if let run = capture.run, busy.contains(run) { continue }
                    guard try tx.view.openIntents(capture: capture.id).isEmpty else { continue }
                    if configuration.server(capture.server).flatMap({ configuration.archiveDays(of: $0) }) == 0 {
                        try tx.expire(capture: capture.id, why: "no archive wanted", run: nil)
                    } else {
                        let day = Day(microseconds: capture.firstPacketUs ?? capture.modifiedUs).description
                        try tx.archive(capture: capture.id, day: day, run: nil)
                    }
                }
            }
        }
        _ = try await site.flow.applyIntents()
    }

    public static let version = "0.1.0"
}
