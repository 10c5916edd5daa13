import Ledger

/// Looks for the reasons why something does not go on.
struct Diagnosis {
    let view: LedgerView
    let live: LiveStatus?
    let waiting: [Int64: String]
    let nowUs: Int64

    typealias Answer = WhyReport.Answer
    /// The most runs of one job that are told one by one.
    static let maximumRuns = 10

    /// What holds everything back.
    func general() throws -> [Answer] {
        guard let live else { return [Answer("no daemon runs", advice: "start it: systemctl start entradad")] }
        var answers: [Answer] = []
        if live.draining { answers.append(Answer("the daemon is stopping, and starts no new runs")) }
        if let mark = try view.restoreMark() {
            answers.append(
                Answer(
                    mark.summary + "; jobs that delete files wait",
                    advice: "add what is missing: entradactl doctor --repair"
                ))
        }
        return answers + live.warnings.map { Answer("the daemon reports: " + $0) }
    }

    func about(run: RunRecord) throws -> [Answer] {
        switch run.state {
        case .running:
            let since = run.startedUs.map { " since " + TimeText.duration(us: nowUs - $0) } ?? ""
            return [Answer("it is running\(since)", advice: "watch it: entradactl logs \(run.id) -f")]
        case .completed: return [Answer("it completed \(ended(run))")]
        case .superseded:
            return [Answer("nothing was left to do for it: \(run.error ?? "its inputs had changed")")]
        case .cancelled:
            return [Answer("it was cancelled \(ended(run)): \(run.error ?? "by an operator")", advice: again(run))]
        case .discarded: return [discarded(run)]
        case .available, .retryable, .interrupted: return waitingAnswers(run)
        }
    }

    private func discarded(_ run: RunRecord) -> Answer {
        let what =
            "it failed permanently \(ended(run)), after \(count(run.failures, "failure")): "
            + (run.error ?? "no reason is recorded")
        guard let overUs = run.overUs else {
            return Answer(
                what,
                advice:
                    "fix the cause (entradactl logs \(run.id)), then entradactl retry \(run.id); or acknowledge it: "
                    + "entradactl ack \(run.id) --reason …")
        }
        return Answer(what + "; " + over(overUs, run.overBy, run.overWhy))
    }

    /// `acknowledged 2h ago by ann(1000): the disk was swapped`, `over since 2026-03-01 02:15:04Z: run 12 completed`.
    func over(_ us: Int64, _ who: String?, _ why: String?) -> String {
        let when =
            who.map { "acknowledged \(TimeText.relative(us: us, nowUs: nowUs)) by \($0)" }
            ?? "over since \(TimeText.absolute(us: us))"
        return when + (why.map { ": \($0)" } ?? "")
    }

    /// What has failed of a job and is not over, except for a run that has been told already.
    func openFailures(of job: String, except told: Int64?) throws -> [Answer] {
        let open = try view.openFailures(job: job, limit: Self.maximumRuns)
        var answers = open.list.filter { $0.run != told }.map { failure in
            Answer(
                "\(failure.name) failed permanently \(TimeText.relative(us: failure.sinceUs, nowUs: nowUs)): "
                    + (failure.error ?? "no reason is recorded"),
                advice:
                    "to try again: entradactl retry \(failure.key); or acknowledge it: entradactl ack \(failure.key) "
                    + "--reason …")
        }
        if open.count > open.list.count {
            answers.append(
                Answer(
                    "\(open.count - open.list.count) more failures are open",
                    advice: "to acknowledge all: entradactl ack job:\(job) --reason …"))
        }
        return answers
    }

    private func waitingAnswers(_ run: RunRecord) -> [Answer] {
        var answers: [Answer] = []
        if run.failures > 0, let error = run.error {
            answers.append(
                Answer("it has failed \(count(run.failures, "time")), last: \(error)", advice: again(run)))
        } else if run.state == .interrupted {
            answers.append(Answer("its last attempt was interrupted: \(run.error ?? "the daemon stopped")"))
        }
        if run.availableUs > nowUs {
            answers.append(Answer("it is due \(TimeText.relative(us: run.availableUs, nowUs: nowUs))"))
        } else if let reason = waiting[run.id] {
            answers.append(Answer(reason))
        } else if live != nil {
            answers.append(Answer("it can start, and will at the scheduler's next pass"))
        }
        return answers
    }

    private func again(_ run: RunRecord) -> String { "to retry at once: entradactl retry \(run.id)" }

    private func ended(_ run: RunRecord) -> String {
        run.finishedUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
    }

    func count(_ number: Int64, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}
