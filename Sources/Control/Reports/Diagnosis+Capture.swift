import Ledger
import Model

extension Diagnosis {
    func about(capture: CaptureRecord) throws -> [Answer] {
        var answers = try troubles(capture) + moves(capture) + sameContent(capture)
        switch capture.state {
        case .announced: answers += try announced(capture)
        case .fetched:
            answers.append(Answer("it has been fetched, and waits to be adopted"))
            answers += try jobs(ofKind: "stage")
        case .incoming: answers += try incoming(capture)
        case .processing:
            if let run = try capture.run.map(view.requireRun) {
                answers += try about(run: run).map { Answer("run \(run.id): \($0.why)", advice: $0.advice) }
            }
        case .loaded: answers.append(Answer("its rows are live; its file is being moved to the archive"))
        case .archived:
            let rows = capture.duplicateOf.map { "all of its content is live in capture \($0)" } ?? "its rows are live"
            answers.append(Answer("finished: \(rows), and its file is in the archive"))
        case .quarantined:
            let what = "it could not be processed: \(capture.reason ?? "the reason is in entradactl trace")"
            let noted = capture.overUs.map { "; " + over($0, capture.overBy, capture.overWhy) }
            let ack = noted == nil ? "; or acknowledge it: entradactl ack capture:\(capture.id) --reason …" : ""
            answers.append(
                Answer(
                    what + (noted ?? ""),
                    advice: "once the cause is fixed: entradactl quarantine release \(capture.id); to give it up: "
                        + "entradactl quarantine dismiss \(capture.id)" + ack))
        case .duplicate:
            answers.append(
                Answer("all of its content is already live in capture \(capture.duplicateOf.map(String.init) ?? "?")"))
        case .expired:
            answers.append(
                Answer(
                    capture.packets == nil && capture.reason != nil
                        ? "it could not be processed and was given up: \(capture.reason ?? "")"
                        : "its rows were loaded; its file was deleted by retention"))
        case .gone:
            answers.append(
                Answer("it disappeared from its server before it was fetched; if it appears again it is fetched"))
        }
        return answers
    }

    /// What keeps the capture itself from being had.
    private func troubles(_ capture: CaptureRecord) throws -> [Answer] {
        guard let trouble = try view.trouble(capture: capture.id) else { return [] }
        let again = TimeText.relative(us: trouble.nextUs, nowUs: nowUs)
        let rest = trouble.hopeless ? "; other captures no longer wait for it" : ""
        return [
            Answer(
                "fetching or adopting it failed, \(count(trouble.attempts, "attempt")) so far, the next one \(again)\(rest): "
                    + trouble.error,
                advice: capture.state == .announced
                    ? "fix the cause, then retry at once: entradactl run fetch --server \(capture.server)" : nil)
        ]
    }

    private func sameContent(_ capture: CaptureRecord) throws -> [Answer] {
        try view.sameContent(as: capture).prefix(1).map { other in
            Answer(
                "capture \(other.id) of \(other.server) has the same content, and the rows of both are live",
                advice: "check whether both servers read the same source (entradactl servers)")
        }
    }

    private func moves(_ capture: CaptureRecord) throws -> [Answer] {
        try view.openIntents(capture: capture.id).map { move in
            if move.status == .open {
                return Answer("its file is still to move from \(move.source) to \(move.target)")
            }
            return Answer(
                "its file could not move from \(move.source) to \(move.target) (\(move.status))",
                advice: "run entradactl doctor; it says what to do")
        }
    }

    private func announced(_ capture: CaptureRecord) throws -> [Answer] {
        var answers: [Answer] = []
        let server = live?.servers?.first { $0.name == capture.server }
        if live?.servers != nil, server == nil {
            answers.append(
                Answer(
                    "its server, \(capture.server), is no longer configured",
                    advice: "add it again if you want the capture")
            )
        }
        if server?.enabled == false {
            answers.append(
                Answer(
                    "its server is disabled",
                    advice: "set enabled = true for \(capture.server), then entradactl reload"
                ))
        }
        if let until = server?.heldUntilUs, until > nowUs {
            answers.append(
                Answer(
                    "its server is skipped until \(TimeText.absolute(us: until)), because fetches failed",
                    advice: "to run it now: entradactl run fetch --server \(capture.server)"))
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
                    advice: "to try again: entradactl retry capture:\(capture.id)"))
        } else if try view.openPredecessor(of: capture) != nil {
            answers.append(
                Answer(
                    "an earlier capture of \(capture.server) is not decoded yet, and captures are decoded in order (order_wait of the decode job)",
                    advice:
                        "to list them: entradactl files --server \(capture.server) --state announced,fetched,incoming,processing"
                ))
        } else {
            answers.append(Answer("other captures of \(capture.server) are decoded before it"))
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
