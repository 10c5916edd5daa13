import FileFlow
import Ledger
import Model

extension SmallDaemon {
    /// Claim, worker, publication, commit, archive; or quarantine.
    func decode(_ capture: CaptureRecord) async throws {
        let (id, generation) = (capture.id, capture.generation)
        let (run, attempt, incarnation) = try await ledger.write { tx in
            let run = try tx.createRun(
                NewRun(
                    job: "decode", kind: "decode", subject: "capture:\(id)", cause: "gen:\(generation)", priority: 0,
                    nominalUs: 0, dueUs: 0)
            ).id
            let incarnation = try tx.view.currentIncarnation()?.id ?? 0
            return (run, try tx.start(run: run, incarnation: incarnation), incarnation)
        }
        try await ledger.write { try $0.claim(capture: id, run: run) }
        _ = try await flow.applyIntents(capture: id)
        let story = Story(name: capture.name)
        let end = RunEnd(
            run: run, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed)
        if story == .bad || (story == .retried && generation == 0) {
            return try await quarantine(id, end)
        }
        try await load(capture, story, end)
    }

    private func load(_ capture: CaptureRecord, _ story: Story?, _ end: RunEnd) async throws {
        let id = capture.id
        let work = try await flow.createWork(run: end.run, attempt: end.attempt)
        let rows = "ten rows of \(id), run \(end.run).\(end.attempt)"
        let target = "staging/dns/day=2026-01-01/\(id)-\(end.run).\(end.attempt)-0.parquet"
        try files.put(rows, at: root.absolute(work + "/out/0"))
        try files.put("state after \(id), run \(end.run).\(end.attempt)", at: root.absolute(work + "/state"))
        try await flow.publishAll([(work + "/out/0", target)])
        let state = try await flow.digest(work + "/state")
        let stateTarget = "state/ns1/\(id)-\(end.run).\(end.attempt).state"
        try await flow.publishAll([(work + "/state", stateTarget)])
        let input = try await ledger.read { try $0.decodePlace(of: try $0.requireCapture(id)) }.input
        let commit = DecodeCommit(
            end: end, capture: id, contentSha256: story?.content ?? "?", packets: 10, firstPacketUs: 1,
            lastPacketUs: 2,
            files: [
                PublishedFile(
                    table: "dns", day: "2026-01-01", path: target, rows: 10, bytes: Int64(rows.utf8.count),
                    sha256: rows, rowsByCapture: [id: 10])
            ],
            state: DecodeCommit.State(path: stateTarget, bytes: state.sizeBytes, sha256: state.sha256),
            consumed: input.map { [$0.id] } ?? [])
        let verdict = try await ledger.write { try $0.commitDecode(commit) }
        if case .duplicate = verdict { for path in [target, stateTarget] { try await flow.remove(path) } }
        try await flow.removeWork(run: end.run, attempt: end.attempt)
        try await archive()
    }

    private func quarantine(_ id: Int64, _ end: RunEnd) async throws {
        var end = end
        (end.state, end.outcome, end.message) = (.discarded, .failed, "bad")
        let failed = end
        try await ledger.write { tx in
            try tx.finish(failed)
            try tx.quarantine(capture: id, why: "bad", run: failed.run)
        }
        _ = try await flow.applyIntents(capture: id)
        try await flow.writeReason(capture: id, run: failed.run, reason: "bad")
    }
}
