import Ledger

extension Inquiry {
    func about(job: JobRecord) throws -> [Answer] {
        if !job.enabled {
            return [
                Answer(
                    "the job is switched off", advice: "set enabled = true in its file, then entradactl reload")
            ]
        }
        var answers: [Answer] = []
        if let reason = job.pausedReason {
            let until = job.pausedUntilUs.map { " until " + TimeText.absolute(us: $0) } ?? ""
            answers.append(
                Answer(
                    "it is paused\(until) by \(job.pausedBy ?? "an operator"): \(reason)",
                    advice: "entradactl resume \(job.name)"))
        }
        let open = try view.runs(
            job: job.name, states: RunState.allCases.filter { !$0.isFinal }, limit: 10_000)
        for run in open.reversed().prefix(Self.maximumRuns) {
            for answer in try about(run: run) {
                answers.append(Answer("run \(run.id) (\(run.subject)): \(answer.why)", advice: answer.advice))
            }
        }
        if open.count > Self.maximumRuns {
            answers.append(
                Answer(
                    "\(open.count - Self.maximumRuns) more runs wait or work",
                    advice: "entradactl runs --job \(job.name) --limit \(open.count)"))
        }
        if open.isEmpty { answers += try idle(job) }
        return answers
    }

    /// It has nothing to do: when it had, and when it is asked again.
    private func idle(_ job: JobRecord) throws -> [Answer] {
        var answers: [Answer] = []
        if let last = try view.lastFinished(job: job.name) {
            let when = last.finishedUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
            let failure = last.state == .discarded ? ": \(last.error ?? "no reason is recorded")" : ""
            answers.append(
                Answer(
                    "nothing waits; its last run, \(last.id) (\(last.subject)), was \(last.state.rawValue) \(when)\(failure)",
                    advice: last.state == .discarded ? "entradactl retry \(last.id)" : nil))
        } else {
            answers.append(Answer("nothing waits; it has never had anything to do"))
        }
        if let next = live?.nextFires[job.name] ?? job.nextDueUs {
            answers.append(
                Answer(
                    "time asks it \(TimeText.relative(us: next, nowUs: nowUs)) (\(TimeText.absolute(us: next)))",
                    advice: "now: entradactl run \(job.name)"))
        } else {
            answers.append(
                Answer(
                    "no schedule fires it: it follows other jobs (after), or an operator",
                    advice: "now: entradactl run \(job.name)"))
        }
        return answers
    }
}
