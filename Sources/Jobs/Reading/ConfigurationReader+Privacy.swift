extension ConfigurationReader {
    private static let advice =
        "choose how client addresses are stored: write [privacy] and below it policy = \"keep\", \"truncate\", "
        + "\"pseudonymise\" or \"drop\""

    /// The policy; nil, with a report, when the operator has not chosen one.
    func privacy() -> PrivacyPolicy? {
        guard let table = reader.table("privacy") else {
            if !reader.has("privacy") {
                reader.document.report([], "there is no privacy policy, and it has no default", Self.advice)
            }
            return nil
        }
        defer { table.finish() }
        table.require("policy", Self.advice)
        let action = table.choice("policy", as: PrivacyAction.self)
        var result = PrivacyPolicy(action: action ?? .drop)
        if let value = table.integer("ipv4_prefix", 0...32) { result.ipv4PrefixLength = value }
        if let value = table.integer("ipv6_prefix", 0...128) { result.ipv6PrefixLength = value }
        result.key = existingSecret("key", table)
        result.purgeAfterDays = table.integer("purge_after_days", 1...36_500)
        guard let action else { return nil }
        if action == .pseudonymise, !table.has("key") {
            table.report("policy", "'pseudonymise' needs a key", "add key = \"/path/of/a/file\" or \"credential:NAME\"")
        }
        for key in ["ipv4_prefix", "ipv6_prefix"] where table.has(key) && action != .truncate {
            table.report(key, "'\(key)' has no meaning with the policy '\(action.rawValue)'", "leave it out")
        }
        if table.has("key"), action != .pseudonymise {
            table.report("key", "'key' has no meaning with the policy '\(action.rawValue)'", "leave it out")
        }
        return result
    }

    /// A purge is only complete when nothing older brings the addresses back.
    func checkPurge(_ configuration: Configuration) {
        guard let limit = configuration.privacy.purgeAfterDays else { return }
        let trash = configuration.retention.trashDays
        func check(_ days: Int?, _ path: DocumentPath, _ whose: String) {
            if let days, days + trash <= limit { return }
            let kept = days.map { "\($0) days" } ?? "for ever"
            reader.document.report(
                path,
                "\(whose) keeps captures \(kept) and \(trash) days more in the trash, but addresses must be gone after "
                    + "\(limit) days",
                "keep them shorter, or raise purge_after_days")
        }
        check(configuration.retention.archiveDays, ["retention", "archive_days"], "the archive")
        if let days = configuration.retention.quarantineDays {
            check(days, ["retention", "quarantine_days"], "quarantine")
        }
        for server in configuration.servers {
            guard let days = server.archiveDays else { continue }
            check(days, ["servers", server.name, "archive_days"], "the archive of \(server.name)")
        }
    }
}
