/// Alerts, tokens, and the listener that wants them.
extension ConfigurationReader {
    /// The alerts, and for each by its name the lines of the keys that name jobs: those are checked later.
    func alerts(servers: [String]) -> (alerts: [AlertDefinition], lines: [String: [String: Int]]) {
        var alerts: [AlertDefinition] = []
        var lines: [String: [String: Int]] = [:]
        for table in reader.tables("alerts") {
            let reader = AlertReader(table: table, files: self, servers: servers)
            guard let alert = reader.alert(unlike: alerts.map(\.name)) else { continue }
            alerts.append(alert)
            lines[alert.name] = ["job", "notify"].filter(table.has).reduce(into: [:]) { $0[$1] = table.line(of: $1) }
        }
        return (alerts, lines)
    }

    func tokens() -> [TokenDefinition] {
        var tokens: [TokenDefinition] = []
        for table in reader.tables("tokens") {
            let name = table.name(unlike: tokens.map(\.name))
            table.require("role", "write \"read\" or \"operate\"")
            table.require("secret", "give the absolute path of a file with the token, or credential:NAME")
            let role = table.choice("role", as: TokenDefinition.Role.self)
            let secret = existingSecret("secret", table)
            table.finish()
            if let name, let role, let secret {
                tokens.append(TokenDefinition(name: name, role: role, secret: secret))
            }
        }
        return tokens
    }

    /// Where the control interface listens over TCP; `nil`: nowhere.
    func listen(_ table: TableReader) -> ListenAddress? {
        let isRemoteAllowed = table.flag("allow_remote") ?? false
        guard let text = table.text("listen") else { return nil }
        guard let address = ListenAddress(text) else {
            table.report("listen", "'\(text)' is not an address with a port", "write 127.0.0.1:8054 or [::1]:8054")
            return nil
        }
        if !isRemoteAllowed, !address.isLoopback {
            table.report(
                "listen", "the control interface would listen on '\(address.host)', which is not a loopback address",
                "tokens would be sent unencrypted: use 127.0.0.1 behind a proxy with TLS, or set "
                    + "allow_remote = true")
        }
        return address
    }

    /// What asks for tokens needs some.
    func checkTokens(_ configuration: Configuration) {
        guard configuration.tokens.isEmpty else { return }
        let advice = "add [[tokens]] with name, role and secret"
        if configuration.control.listen != nil {
            reader.document.report(["control", "listen"], "'listen' needs tokens, and there are none", advice)
        }
        if configuration.pages.needsToken {
            reader.document.report(
                ["pages", "require_token"], "'require_token' needs tokens, and there are none", advice)
        }
    }
}
