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
