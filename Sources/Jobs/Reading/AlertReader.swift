/// Reads one table of `[[alerts]]`.
struct AlertReader {
    let table: TableReader
    let files: ConfigurationReader
    let servers: [String]

    /// The alert; nil, with a report, when it cannot be understood.
    func alert(unlike others: [String]) -> AlertDefinition? {
        defer { table.finish() }
        table.require("on", "write what is watched: " + kinds)
        let name = table.name(unlike: others)
        let condition = condition()
        let delivery = delivery()
        let remind = table.duration("remind", atLeast: .seconds(60))
        let limit = table.integer("max_per_hour", 1...60) ?? 6
        guard let name, let condition else { return nil }
        return AlertDefinition(
            name: name, condition: condition, delivery: delivery, remind: remind, maximumPerHour: limit)
    }

    private var kinds: String { AlertCondition.Kind.allCases.map(\.rawValue).joined(separator: ", ") }

    private func condition() -> AlertCondition? {
        switch table.choice("on", as: AlertCondition.Kind.self) {
        case .failure: return .failure(job: table.text("job"))
        case .quarantine: return .quarantine(server: server())
        case .noSuccess:
            table.require("job", "name the job to watch")
            table.require("within", "give the longest time between completed runs, such as \"26h\"")
            guard let job = table.text("job"), let within = within() else { return nil }
            return .noSuccess(job: job, within: within)
        case .captureMissing: return .captureMissing(server: server(), within: within())
        case .disk: return .disk(below: table.bytes("below"))
        case .clock: return .clock
        case .storage: return .storage
        case .backlog: return .backlog(server: server(), within: within() ?? .seconds(3600))
        case nil:
            // All of them may be meant.
            for key in ["job", "server", "within", "below"] { _ = table.read(key, "") { $0 } }
            return nil
        }
    }

    private func within() -> Duration? { table.duration("within", atLeast: .seconds(1)) }

    private func server() -> String? {
        guard let name = table.text("server") else { return nil }
        if !servers.contains(name) {
            table.report(
                "server", "'\(name)' is not a configured server",
                EditDistance.suggestion(for: name, among: servers) ?? "leave it out for all servers")
        }
        return name
    }

    private func delivery() -> AlertDelivery? {
        let job = table.text("notify")
        let webhook = webhook()
        if let job, webhook != nil || table.has("webhook") {
            table.report("notify", "both 'webhook' and 'notify' are given", "keep one; '\(job)' may call the other")
        }
        return job.map(AlertDelivery.job) ?? webhook.map(AlertDelivery.webhook)
    }

    private func webhook() -> Webhook? {
        let secret = files.existingSecret("secret", table)
        let header = table.text("header")
        guard let text = table.text("webhook") else {
            for key in ["secret", "header"] where table.has(key) {
                table.report(key, "'\(key)' has no meaning without 'webhook'", "leave it out")
            }
            return nil
        }
        if let header, header.isEmpty || !header.utf8.allSatisfy(Self.isToken) {
            table.report("header", "'\(header)' is not the name of a header")
        }
        guard let address = address(text) else { return nil }
        return Webhook(address: address, header: header ?? "Authorization", secret: secret)
    }

    /// The text of an address is not shown: it may be the secret.
    private func address(_ text: String) -> Webhook.Address? {
        if Webhook.isTrusted(text) { return .url(text) }
        if let secret = files.existingSecret("webhook", table, silently: true) { return .secret(secret) }
        table.report(
            "webhook",
            "'webhook' must begin with https:// (or http:// to this machine), or name a file or credential with the address",
            "give the absolute path of a file, or 'credential:NAME' for a credential of the service manager")
        return nil
    }

    /// RFC 9110 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// Checks alerts against the jobs.
struct AlertCheck {
    let configuration: Configuration
    let jobs: [JobDefinition]
    let kinds: JobKinds

    /// What alerts name and no job file has.
    var problems: [ConfigurationProblem] {
        configuration.alerts.flatMap { alert in
            var found: [ConfigurationProblem] = []
            switch alert.condition {
            case .failure(job: let name?), .noSuccess(job: let name, within: _):
                if !jobs.contains(where: { $0.name == name }) { found.append(unknown(name, "job", of: alert)) }
            default: break
            }
            if case .job(let name) = alert.delivery {
                if let job = jobs.first(where: { $0.name == name }) {
                    if !job.kind.traits.tellsOfFailures || !job.isEnabled {
                        found.append(
                            problem(
                                alert, "notify",
                                "the alert '\(alert.name)' notifies '\(name)', which is "
                                    + (job.isEnabled ? "of kind '\(job.kind.rawValue)'" : "not enabled"),
                                "only enabled jobs of kind \(kinds.quoted(where: \.tellsOfFailures)) can be told"))
                    }
                } else {
                    found.append(unknown(name, "notify", of: alert))
                }
            }
            return found
        }
    }

    private func unknown(_ name: String, _ key: String, of alert: AlertDefinition) -> ConfigurationProblem {
        problem(
            alert, key,
            "'\(key)' of the alert '\(alert.name)' names the job '\(name)', which does not exist",
            EditDistance.suggestion(for: name, among: jobs.map(\.name)))
    }

    private func problem(
        _ alert: AlertDefinition, _ key: String, _ message: String, _ suggestion: String?
    ) -> ConfigurationProblem {
        let line = configuration.alertLines[alert.name]?[key]
        return ConfigurationProblem(file: configuration.file, line: line, message: message, suggestion: suggestion)
    }
}
