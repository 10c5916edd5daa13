import Ledger
import Model

extension Inquiry {
    func about(capture: CaptureRecord) throws -> [Answer] {
        var answers = try troubles(capture) + moves(capture) + sameContent(capture)
        switch capture.state {
        case .announced: answers += try announced(capture)
        case .fetched:
            answers.append(Answer("it is here, and waits to be adopted"))
            answers += try jobs(ofKind: "stage")
        case .incoming: answers += try incoming(capture)
        case .processing:
            if let run = try capture.run.map(view.requireRun) {
                answers += try about(run: run).map { Answer("run \(run.id): \($0.why)", advice: $0.advice) }
            }
        case .loaded: answers.append(Answer("its rows are live; its bytes are about to move into the archive"))
        case .archived:
            let rows = capture.duplicateOf.map { "all of its content is live in capture \($0)" } ?? "its rows are live"
            answers.append(Answer("all is done: \(rows) and its bytes are in the archive"))
        case .quarantined:
            let what = "it could not be processed: \(capture.reason ?? "the reason is in entradactl trace")"
            let noted = capture.overUs.map { "; " + over($0, capture.overBy, capture.overWhy) }
            let ack = noted == nil ? "; or take note of it: entradactl ack capture:\(capture.id) --reason …" : ""
            answers.append(
                Answer(
                    what + (noted ?? ""),
                    advice: "when the cause is mended: entradactl quarantine release \(capture.id); to give it up: "
                        + "entradactl quarantine dismiss \(capture.id)" + ack))
        case .duplicate:
            answers.append(
                Answer("all of its content is live already in capture \(capture.duplicateOf.map(String.init) ?? "?")"))
        case .expired:
            answers.append(
                Answer(
                    capture.packets == nil && capture.reason != nil
                        ? "it could not be processed and was given up: \(capture.reason ?? "")"
                        : "its rows were loaded; its bytes are gone by the retention policy"))
        case .gone:
            answers.append(Answer("it left its server before it was fetched; if it appears again it is fetched"))
        }
        return answers
    }

    /// What keeps the capture itself from being had.
    private func troubles(_ capture: CaptureRecord) throws -> [Answer] {
        guard let trouble = try view.trouble(capture: capture.id) else { return [] }
        let again = TimeText.relative(us: trouble.nextUs, nowUs: nowUs)
        let rest = trouble.hopeless ? "; the other captures no longer wait for it" : ""
        return [
            Answer(
                "it could not be had, \(count(trouble.attempts, "attempt")) so far, the next one \(again)\(rest): "
                    + trouble.error,
                advice: capture.state == .announced
                    ? "mend the cause, then at once: entradactl run fetch --server \(capture.server)" : nil)
        ]
    }

    private func sameContent(_ capture: CaptureRecord) throws -> [Answer] {
        try view.sameContent(as: capture).prefix(1).map { other in
            Answer(
                "capture \(other.id) of \(other.server) has the same content, and the rows of both are live",
                advice: "see whether both servers are configured with one source (entradactl servers)")
        }
    }

    private func moves(_ capture: CaptureRecord) throws -> [Answer] {
        try view.openIntents(capture: capture.id).map { move in
            if move.status == .open {
                return Answer("its file is still to move from \(move.source) to \(move.target)")
            }
            return Answer(
                "its file could not move from \(move.source) to \(move.target) (\(move.status.rawValue))",
                advice: "entradactl doctor says what to do")
        }
    }

    private func announced(_ capture: CaptureRecord) throws -> [Answer] {
        var answers: [Answer] = []
        let server = live?.servers?.first { $0.name == capture.server }
        if live?.servers != nil, server == nil {
            answers.append(
                Answer("its server, \(capture.server), is not configured any more", advice: "add it again, or leave it")
            )
        }
        if server?.enabled == false {
            answers.append(
                Answer(
                    "its server is switched off",
                    advice: "set enabled = true for \(capture.server), then entradactl reload"
                ))
        }
        if let until = server?.heldUntilUs, until > nowUs {
            answers.append(
                Answer(
                    "its server is left alone until \(TimeText.absolute(us: until)), because fetches failed",
                    advice: "now: entradactl run fetch --server \(capture.server)"))
        }
        if let run = try view.runs(subject: .server(capture.server), limit: 1).first, run.state != .completed {
            answers += try about(run: run).map { Answer("fetch, run \(run.id): \($0.why)", advice: $0.advice) }
        }
        answers.append(
            Answer(
                "its server lists it; it is fetched once it has stopped growing (min_age and quiet of the fetch job)"))
        return answers + (try jobs(ofKind: "fetch"))
    }

    private func incoming(_ capture: CaptureRecord) throws -> [Answer] {
        let runs = try view.runs(subject: .capture(capture.id), limit: 20)
        if let run = runs.first(where: { !$0.state.isFinal }) {
            return try about(run: run).map { Answer("run \(run.id): \($0.why)", advice: $0.advice) }
        }
        var answers: [Answer] = []
        if let last = runs.first, last.state == .cancelled || last.state == .discarded {
            answers.append(
                Answer(
                    "its last run, \(last.id), was \(last.state.rawValue)",
                    advice: "again: entradactl retry capture:\(capture.id)"))
        } else if try view.openPredecessor(of: capture) != nil {
            answers.append(
                Answer(
                    "an earlier capture of \(capture.server) is not decoded yet: they go in order (order_wait of the decode job)",
                    advice:
                        "which: entradactl files --server \(capture.server) --state announced,fetched,incoming,processing"
                ))
        } else {
            answers.append(Answer("it waits for its turn among the captures of \(capture.server)"))
        }
        return answers + (try jobs(ofKind: "decode"))
    }

    /// What keeps the jobs of a kind from working, if something does.
    func jobs(ofKind kind: String) throws -> [Answer] {
        let jobs = try view.jobs().filter { $0.kind == kind }
        if jobs.isEmpty { return [Answer("there is no job of kind \(kind)", advice: "add one to jobs.d")] }
        if jobs.contains(where: { $0.enabled && !$0.isPaused(nowUs: nowUs) }) { return [] }
        return try jobs.flatMap { job in
            try about(job: job).prefix(1).map { Answer("job \(job.name): \($0.why)", advice: $0.advice) }
        }
    }
}
