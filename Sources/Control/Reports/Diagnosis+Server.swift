import Ledger
import Model

extension Diagnosis {
    /// Why nothing comes from a name server, or that all is well.
    func about(server name: String) throws -> [Answer] {
        guard let live else {
            return try [Answer("no daemon runs, so only the captures it has sent are known")] + waiting(name)
        }
        guard let server = live.servers?.first(where: { $0.name == name }) else {
            return try [
                Answer("it is no longer configured", advice: "nothing, or add it again; its captures and rows stay")
            ] + waiting(name)
        }
        if !server.enabled {
            return try [
                Answer(
                    "it is disabled", advice: "set enabled = true under [servers.\(name)], then entradactl reload")
            ] + waiting(name)
        }
        var answers: [Answer] = []
        if server.source != "pushed" { answers += try asking(server) }
        answers += try waiting(name)
        if server.source == "pushed" {
            answers.append(
                Answer(
                    "it pushes its captures into captures/\(name); the daemon does not poll it"
                ))
            return try answers + jobs(ofKind: "stage")
        }
        return try answers + jobs(ofKind: "fetch")
    }

    /// How the last questions went.
    private func asking(_ server: LiveServer) throws -> [Answer] {
        let now = "to run it now: entradactl run \(server.rule?.job ?? "fetch") --server \(server.name)"
        let test = "to test the connection: entradactl servers test \(server.name)"
        var answers: [Answer] = []
        if let until = server.heldUntilUs, until > nowUs {
            answers.append(
                Answer(
                    "it is skipped until \(TimeText.absolute(us: until)) (\(TimeText.relative(us: until, nowUs: nowUs))), "
                        + "because fetches failed", advice: now))
        }
        if let error = server.lastError { answers.append(Answer("polling it failed: \(error)", advice: test)) }
        let open = try view.runs(
            states: RunState.allCases.filter { !$0.isFinal }, subject: .server(server.name), limit: Self.maximumRuns)
        for run in open {
            answers += try about(run: run).map { Answer("\(run.job), run \(run.id): \($0.why)", advice: $0.advice) }
        }
        guard let asked = server.lastAskedUs else {
            return answers + [Answer("it has not been polled since the daemon started", advice: now)]
        }
        let answered = server.lastAnsweredUs.map { "last answered \(TimeText.relative(us: $0, nowUs: nowUs))" }
        answers.append(
            Answer(
                "it was last polled \(TimeText.relative(us: asked, nowUs: nowUs)), and "
                    + (answered ?? "has not answered since the daemon started"), advice: answered == nil ? test : nil))
        let skipped = (server.notFetched ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (reason, number) in skipped {
            answers.append(Answer("\(count(number, "file")) of its last listing not fetched: \(reason)", advice: test))
        }
        if !skipped.isEmpty, let rule = server.rule { answers.append(Answer("a file is fetched when \(rule.text)")) }
        if skipped.isEmpty, server.lastError == nil, answered != nil {
            answers.append(Answer("its last listing showed no new files"))
        }
        return answers
    }

    /// Its captures that are here and not loaded yet.
    private func waiting(_ name: String) throws -> [Answer] {
        let backlog = ServerBacklog(server: name, lines: try view.backlog().filter { $0.server == name })
        var answers: [Answer] = []
        if backlog.waiting > 0 {
            let since = backlog.oldestUs.map { ", the oldest for " + TimeText.duration(us: nowUs - $0) } ?? ""
            answers.append(
                Answer(
                    "waiting from it: \(count(backlog.waiting, "capture")), \(AmountText.bytes(backlog.waitingBytes))\(since)",
                    advice:
                        "to list them: entradactl files --server \(name) --state announced,fetched,incoming,processing")
            )
        }
        if let bad = backlog.captures[CaptureState.quarantined.rawValue] {
            answers.append(
                Answer(
                    "\(count(bad, "capture")) from it could not be processed",
                    advice: "entradactl quarantine --server \(name)"))
        }
        return answers
    }
}
