import GRDB
import Model

/// How failures end.
extension LedgerTransaction {
    /// A run has completed: what failed before of the same job and subject is over.
    func settleFailures(completed run: Int64) throws {
        try db.executeCached(
            sql: """
                UPDATE runs SET over_us = ?, over_why = ? WHERE \(LedgerSchema.openFailure)
                AND job = (SELECT job FROM runs WHERE id = ?) AND subject = (SELECT subject FROM runs WHERE id = ?)
                """, arguments: [now, "run \(run) completed", run, run])
    }

    /// Nothing is left to do for a capture, whichever job did it.
    func settleFailures(capture: Int64, why: String) throws {
        try db.executeCached(
            sql: "UPDATE runs SET over_us = ?, over_why = ? WHERE \(LedgerSchema.openFailure) AND subject = ?",
            arguments: [now, why, RunSubject.capture(capture)])
    }

    /// A capture has been decoded: versions of its file that are in quarantine lack nothing any more if it begins with
    /// their bytes. (An empty one is the beginning of every other.)
    func settleVersions(in capture: CaptureRecord) throws {
        let empty = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM captures WHERE server = ? AND coalesce(source_path, name) = ? AND sha256 IS NOT NULL
                AND size_bytes = 0 AND \(LedgerSchema.openQuarantine) ORDER BY id DESC LIMIT 1000
                """, arguments: [capture.server, capture.sourcePath ?? capture.name])
        let why = "capture \(capture.id) has all of its content"
        for id in Set(try view.contents(of: capture.id) + empty) {
            try db.executeCached(
                sql: "UPDATE captures SET over_us = ?, over_why = ? WHERE \(LedgerSchema.openQuarantine) AND id = ?",
                arguments: [now, why, id])
            if db.changesCount > 0 { try settleFailures(capture: id, why: why) }
        }
    }

    /// An operator takes note of the failure of a run, and of those before it of the same job and subject.
    ///
    /// - Returns: how many failures are over by it.
    /// - Throws: `LedgerError.notFound`; `.conflict` if the run has not failed permanently.
    public func acknowledge(run id: Int64, who: String, reason: String) throws -> Int {
        let run = try view.requireRun(id)
        guard run.state == .discarded else {
            let advice =
                run.state.isFinal
                ? "" : "; it is tried again. To end it: entradactl cancel \(id)"
            throw LedgerError.conflict("run \(id) is \(run.state.rawValue), not discarded\(advice)")
        }
        if run.overUs != nil { return 0 }
        var count = try acknowledge(
            "job = ? AND subject = ? AND id <= ?", [run.job, run.subject, id], who: who, reason: reason)
        if let capture = run.subject.capture, try view.capture(capture)?.state == .quarantined {
            count = max(count, try acknowledgeQuarantine(capture, who: who, reason: reason))
        }
        try append(kind: "operator", run: id, subject: "run \(id)", to: "acknowledged", who: who, why: reason)
        return min(count, 1)
    }

    /// An operator takes note that a capture is in quarantine.
    ///
    /// - Returns: how many failures are over by it.
    /// - Throws: `LedgerError.notFound`; `.conflict` if the capture is not in quarantine and no run of it has failed.
    public func acknowledge(capture id: Int64, who: String, reason: String) throws -> Int {
        let capture = try view.requireCapture(id)
        let runs = try acknowledge("subject = ?", [RunSubject.capture(id)], who: who, reason: reason)
        let isQuarantined = capture.state == .quarantined
        if !isQuarantined, runs == 0 {
            throw LedgerError.conflict("capture \(id) is \(capture.state.rawValue), and no failure of it is open")
        }
        let own = isQuarantined ? try acknowledgeQuarantine(id, who: who, reason: reason) : 0
        guard runs + own > 0 else { return 0 }
        try append(
            kind: "operator", capture: id, subject: "capture \(id)", to: "acknowledged", who: who, why: reason)
        return 1
    }

    /// An operator takes note of all failures of a job.
    ///
    /// - Returns: how many failures are over by it.
    /// - Throws: `LedgerError.notFound` if there is no such job, and never was.
    public func acknowledge(job: String, who: String, reason: String) throws -> Int {
        guard try view.knows(job: job) else { throw LedgerError.notFound("job \(job)") }
        let open = try view.openFailures(job: job, limit: Int(Int32.max)).list
        guard !open.isEmpty else { return 0 }
        for capture in open.filter(\.isQuarantined).compactMap(\.capture) {
            _ = try acknowledgeQuarantine(capture, who: who, reason: reason)
        }
        _ = try acknowledge("job = ?", [job], who: who, reason: reason)
        try append(
            kind: "operator", subject: "job \(job)", to: "acknowledged", who: who,
            why: "\(open.count) failures: \(reason)")
        return open.count
    }

    private func acknowledge(
        _ condition: String, _ arguments: StatementArguments, who: String, reason: String
    ) throws -> Int {
        try db.executeCached(
            sql: """
                UPDATE runs SET over_us = ?, over_by = ?, over_why = ? WHERE \(LedgerSchema.openFailure) AND \(condition)
                """, arguments: [now, who, reason] + arguments)
        return db.changesCount
    }

    private func acknowledgeQuarantine(_ id: Int64, who: String, reason: String) throws -> Int {
        try db.executeCached(
            sql: """
                UPDATE captures SET over_us = ?, over_by = ?, over_why = ? WHERE \(LedgerSchema.openQuarantine) AND id = ?
                """, arguments: [now, who, reason, id])
        return db.changesCount
    }
}
