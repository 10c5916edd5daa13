import Ledger

extension Diagnosis {
    func about(job: JobRecord) throws -> [Answer] {
        if !job.enabled {
            return [
                Answer(
                    "the job is disabled", advice: "set enabled = true in its file, then entradactl reload")
            ]
        }
        var answers: [Answer] = []
        if job.isPaused(nowUs: nowUs), let reason = job.pausedReason {
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
                    "\(open.count - Self.maximumRuns) more runs are waiting or running",
                    advice: "entradactl runs --job \(job.name) --limit \(open.count)"))
        }
        let last = open.isEmpty ? try view.lastFinished(job: job.name) : nil
        if open.isEmpty { answers += idle(job, last: last) }
        return answers + (try openFailures(of: job.name, except: last?.overUs == nil ? last?.id : nil))
    }

    /// It has nothing to do: when it had, and when it is asked again.
    private func idle(_ job: JobRecord, last: RunRecord?) -> [Answer] {
        var answers: [Answer] = []
        if let last {
            let when = last.finishedUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
            var failure = ""
            if last.state == .discarded || last.state == .cancelled {
                failure = ": \(last.error ?? "no reason is recorded")"
                if let us = last.overUs { failure += "; " + over(us, last.overBy, last.overWhy) }
            }
            answers.append(
                Answer(
                    "no run is waiting; its last run, \(last.id) (\(last.subject)), was \(last.state.rawValue) \(when)\(failure)",
                    advice: last.state == .discarded && last.overUs == nil
                        ? "entradactl retry \(last.id); or acknowledge it: entradactl ack \(last.id) --reason …" : nil)
            )
        } else {
            answers.append(Answer("no run is waiting; it has never had anything to do"))
        }
        if job.isPaused(nowUs: nowUs) {
            answers.append(
                Answer("its schedule is off while it is paused", advice: "to run it now: entradactl run \(job.name)"))
        } else if let next = live?.nextFires[job.name] ?? job.nextDueUs {
            answers.append(
                Answer(
                    "its schedule fires \(TimeText.relative(us: next, nowUs: nowUs)) (\(TimeText.absolute(us: next)))",
                    advice: "to run it now: entradactl run \(job.name)"))
        } else {
            answers.append(
                Answer(
                    "it has no schedule: it runs after other jobs (after), or by hand",
                    advice: "to run it now: entradactl run \(job.name)"))
        }
        return answers
    }
}
