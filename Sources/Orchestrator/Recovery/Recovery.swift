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
struct Recovery: Sendable {
    /// What it has come to.
    struct Outcome: Sendable {
        var incarnation: Int64
        /// Runs that have failed permanently by it.
        var failed: [Int64]
        /// Moves that cannot be made.
        var moveTroubles: [String]
    }

    let dependencies: Dependencies
    let settings: Settings

    nonisolated(nonsending) func run(_ health: HealthMonitor) async throws -> Outcome {
        dependencies.liveness.enter("checking the ledger")
        let mark = try await dependencies.ledger.read { try $0.restoreMark() }
        if let mark {
            dependencies.logger.warning(
                "\(mark.summary); nothing is deleted until entradactl doctor --repair has added what is missing")
            if let checkpoint = try await dependencies.ledger.completeRestore(root: dependencies.root.path) {
                checkpoint.announce(to: dependencies.logger)
            }
        }
        if try await dependencies.ledger.checkAfterUncleanStop() {
            dependencies.logger.notice(
                "the previous daemon did not shut down cleanly; the ledger was checked and is sound")
        }
        dependencies.liveness.enter("checking the clock, looking for leftover workers")
        try await health.begin()
        let bootID = ProcessIdentity.bootID()
        let killed = try await killLeftovers(bootID: bootID)
        let pid = ProcessInfo.processInfo.processIdentifier
        let begun = try await dependencies.ledger.write { tx in
            try tx.beginIncarnation(bootID: bootID, pid: pid, program: "entradad \(EntradaVersion.text)")
        }
        try dependencies.failpoints.hit(.recoveryAfterIncarnation)
        dependencies.liveness.enter("releasing runs of the previous daemon")
        let failed = try await returnOrphans(killed: killed, incarnation: begun.id)
        try dependencies.failpoints.hit(.recoveryAfterOrphans)
        dependencies.liveness.enter("applying open moves")
        let moves = try await dependencies.flow.applyIntents()
        if moves.applied > 0 {
            dependencies.logger.notice("applied open moves", metadata: ["moves": "\(moves.applied)"])
        }
        try dependencies.failpoints.hit(.recoveryAfterMoves)
        dependencies.liveness.enter("archiving loaded captures")
        try await Archiver(ledger: dependencies.ledger, flow: dependencies.flow).archive(
            settings.configuration, except: [])
        try await dependencies.flow.mendReasons()
        try dependencies.failpoints.hit(.recoveryAfterArchiving)
        dependencies.liveness.enter("deleting uncommitted files")
        // What an older copy does not know may be what was committed after it was made.
        let strays = try await mark == nil ? dependencies.flow.removeUncommitted() : []
        if !strays.isEmpty {
            dependencies.logger.notice(
                "deleted files that no run had committed", metadata: ["files": "\(strays.count)"])
        }
        try dependencies.failpoints.hit(.recoveryAfterStrays)
        if mark == nil { try await dependencies.flow.abandonedWork(openAttempts: []) }
        try await dependencies.flow.removeProbes()
        return Outcome(incarnation: begun.id, failed: failed, moveTroubles: moves.troubles)
    }

    /// Workers hold a lifetime pipe and are gone; what is left of them is killed by its recorded identity. Of a command
    /// all that descends from it is killed, in whatever session it is: what is said of it, by run.
    private func killLeftovers(bootID: String) async throws -> [Int64: String] {
        var killed: [Int64: String] = [:]
        let runs = try await dependencies.ledger.read { view -> [RunRecord] in
            try view.currentIncarnationBootID() == bootID ? try view.runs(state: .running) : []
        }
        for run in runs {
            let pid = run.workerPid.map(Int32.init).flatMap { pid -> Int32? in
                guard pid > 1, let start = run.workerStart, !start.isEmpty else { return nil }
                return ProcessIdentity.startTime(of: pid) == start ? pid : nil
            }
            if settings.runners[named: run.kind]?.kind.traits.runsProgram == true {
                let remains = CommandRemains(run: run.id, dataRoot: dependencies.root.path)
                let found = try await dependencies.threads.run(.bulk) { remains.kill(below: pid) }
                if let summary = StoppedProcess.summary(of: found) {
                    killed[run.id] = summary
                    dependencies.logger.warning(
                        "\(summary), left over from a command of a previous daemon", metadata: ["run": "\(run.id)"])
                    let path = dependencies.root.absolute("log/runs/\(run.id).log")
                    do {
                        let log = try CappedLog(
                            path: path, limitBytes: settings.configuration.limits.runLogSize,
                            logger: dependencies.logger)
                        log.note("the daemon stopped while it ran; the next one \(summary)")
                        log.close()
                    } catch {
                        // It is in the journal, too: a start must not fail for a remark.
                        dependencies.logger.warning("a run's log cannot be written", metadata: ["error": "\(error)"])
                    }
                }
            }
            guard let pid else { continue }
            kill(-pid, SIGKILL)
            kill(pid, SIGKILL)
            dependencies.logger.warning(
                "killed a worker of a previous daemon", metadata: ["pid": "\(pid)", "run": "\(run.id)"])
        }
        return killed
    }

    /// Runs that were running when the daemon died are orphans by proof: we hold the lock.
    ///
    /// - Returns: those that have failed permanently.
    private func returnOrphans(killed: [Int64: String], incarnation: Int64) async throws -> [Int64] {
        let once = Set(settings.jobs.jobs.filter(\.runsOnce).map(\.name))
        let (quarantined, failed) = try await dependencies.ledger.write { tx in
            var quarantined: [(capture: Int64, run: Int64)] = []
            var failed: [Int64] = []
            let orphans = try tx.view.runs(state: .running).filter { $0.incarnation != incarnation }
            let blameless = try Self.companions(among: orphans, tx.view)
            for run in orphans {
                let capture = try run.subject.capture.flatMap { try tx.view.capture($0) }
                let claimed = capture.flatMap { $0.state == .processing && $0.run == run.id ? $0 : nil }
                if blameless.contains(run.id) {
                    try Self.release(
                        run, claimed, why: "the daemon stopped before the shared worker reached this capture", tx)
                    continue
                }
                let isPoison = run.orphaned + 1 >= 4
                let isOnce = once.contains(run.job)
                let what = "the daemon stopped while it ran" + (killed[run.id].map { "; the next one \($0)" } ?? "")
                if isPoison || isOnce { failed.append(run.id) }
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: run.attempt, incarnation: run.incarnation ?? 0,
                        state: isPoison || isOnce ? .discarded : .interrupted,
                        outcome: .orphaned, message: what + (isOnce ? JobDefinition.onceText : "")))
                guard let claimed else { continue }
                if isPoison {
                    try tx.quarantine(
                        capture: claimed.id, why: "the daemon crashed four times while this capture was decoded",
                        run: run.id)
                    quarantined.append((claimed.id, run.id))
                } else {
                    try tx.release(
                        capture: claimed.id, why: "the daemon stopped while it was decoded", orphaned: true, run: run.id
                    )
                }
            }
            return (quarantined, failed)
        }
        for item in quarantined {
            try await dependencies.flow.writeReason(
                capture: item.capture, run: item.run,
                reason: "the daemon crashed four times while this capture was decoded")
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
        if let claimed { try tx.release(capture: claimed.id, why: why, orphaned: false, run: run.id) }
    }
}
