import Jobs
import Testing

@Suite("Configuration: alerts, tokens, listeners")
struct MonitoringConfigurationTests {
    private static let head = "[privacy]\npolicy = 'keep'\n[servers.ns1]\nsource = 'pushed'\n"

    private func parse(_ text: String) throws(ConfigurationErrors) -> Configuration {
        try Configuration.parse(file: "entrada.toml", text: Self.head + text) { $0.hasPrefix("/there/") }
    }

    private func problems(_ text: String) -> [String] {
        do throws(ConfigurationErrors) {
            _ = try parse(text)
            return []
        } catch {
            return error.problems.map { "\($0.line.map { String($0 - 4) } ?? "-"): \($0.message)" }
        }
    }

    @Test("each kind of alert, with its defaults")
    func kinds() throws {
        let configuration = try parse(
            """
            [[alerts]]
            name = "a"
            on = "failure"
            notify = "tell"
            [[alerts]]
            name = "b"
            on = "no_success"
            job = "compact"
            within = "26h"
            webhook = "https://example.net/x"
            secret = "/there/secret"
            header = "X-Key"
            remind = "4h"
            max_per_hour = 2
            [[alerts]]
            name = "c"
            on = "capture_missing"
            webhook = "/there/address"
            [[alerts]]
            name = "d"
            on = "backlog"
            server = "ns1"
            """)
        let secret = try #require(SecretReference("/there/secret"))
        let address = try #require(SecretReference("/there/address"))
        #expect(
            configuration.alerts == [
                AlertDefinition(name: "a", condition: .failure(job: nil), delivery: .job("tell")),
                AlertDefinition(
                    name: "b", condition: .noSuccess(job: "compact", within: .seconds(26 * 3600)),
                    delivery: .webhook(
                        Webhook(address: .url("https://example.net/x"), header: "X-Key", secret: secret)),
                    remind: .seconds(4 * 3600), maximumPerHour: 2),
                AlertDefinition(
                    name: "c", condition: .captureMissing(server: nil, within: nil),
                    delivery: .webhook(Webhook(address: .secret(address)))),
                AlertDefinition(name: "d", condition: .backlog(server: "ns1", within: .seconds(3600))),
            ])
    }

    @Test(
        "what is wrong with alerts is told at its line",
        arguments: [
            ("[[alerts]]\non = 'clock'", "1: 'name' is missing in [alerts.0]"),
            ("[[alerts]]\nname = 'x'\non = 'clok'", "3: 'on' is 'clok' and must be one of"),
            ("[[alerts]]\nname = 'x'\non = 'no_success'\njob = 'y'", "1: 'within' is missing in [alerts.0]"),
            ("[[alerts]]\nname = 'x'\non = 'disk'\nserver = 'ns1'", "4: unknown key 'server'"),
            ("[[alerts]]\nname = 'x'\non = 'backlog'\nserver = 'ns2'", "4: 'ns2' is not a configured server"),
            (
                "[[alerts]]\nname = 'x'\non = 'disk'\nwebhook = 'http://example.net/'",
                "4: 'webhook' must begin with https://"
            ),
            (
                "[[alerts]]\nname = 'x'\non = 'disk'\nsecret = '/there/x'",
                "4: 'secret' has no meaning without 'webhook'"
            ),
            ("[[alerts]]\nname = 'x'\non = 'disk'\n[[alerts]]\nname = 'x'\non = 'clock'", "5: 'x' is there twice"),
            (
                "[[alerts]]\nname = 'x'\non = 'disk'\nnotify = 'a'\nwebhook = 'https://x/'",
                "4: both 'webhook' and 'notify'"
            ),
        ])
    func wrongAlerts(text: String, message: String) {
        #expect(problems(text).contains { $0.hasPrefix(message) }, "\(problems(text))")
    }

    @Test("an address that may be a secret is in no message")
    func secrecy() {
        let found = problems("[[alerts]]\nname = 'x'\non = 'disk'\nwebhook = 'http://example.net/marked'")
        #expect(found.count == 1 && !found.joined().contains("marked"))
    }

    @Test("tokens and the listener that needs them")
    func tokens() throws {
        let configuration = try parse(
            """
            [control]
            listen = "[::1]:8054"
            [pages]
            require_token = true
            [[tokens]]
            name = "grafana"
            role = "read"
            secret = "/there/token"
            """)
        #expect(configuration.control.listen == ListenAddress(host: "::1", port: 8054))
        #expect(configuration.pages.needsToken)
        let secret = try #require(SecretReference("/there/token"))
        #expect(configuration.tokens == [TokenDefinition(name: "grafana", role: .read, secret: secret)])
        #expect(problems("[control]\nlisten = '127.0.0.1:80'") == ["2: 'listen' needs tokens, and there are none"])
        #expect(
            problems("[pages]\nrequire_token = true") == ["2: 'require_token' needs tokens, and there are none"])
        let token = "[[tokens]]\nname = 'a'\nrole = 'read'\nsecret = '/there/x'\n"
        #expect(
            problems("[control]\nlisten = '0.0.0.0:80'\n" + token).first?.hasPrefix(
                "2: the control interface would listen") == true)
        #expect(problems("[control]\nlisten = '0.0.0.0:80'\nallow_remote = true\n" + token) == [])
        for text in ["8054", "127.0.0.1", "::1:80", "127.0.0.1:70000", ":80"] {
            #expect(ListenAddress(text) == nil, "\(text)")
        }
        #expect(problems("[[tokens]]\nname = 'a'\nrole = 'write'\nsecret = 'abc'").count == 2)
    }

    @Test("alerts and jobs fit together")
    func jobs() throws {
        let configuration = try parse(
            """
            [[alerts]]
            name = "a"
            on = "no_success"
            job = "compct"
            within = "1h"
            notify = "compact"
            """)
        let error = #expect(throws: ConfigurationErrors.self) {
            try JobSet.parse([("c.toml", "name = 'compact'\nkind = 'compact'")], configuration: configuration)
        }
        let start = try #require(error?.problems.compactMap(\.line).min())
        #expect(error?.problems.map { ($0.line ?? 0) - start } == [0, 2], "the lines of job and notify")
        let messages = error?.problems.map(\.message) ?? []
        #expect(messages.contains { $0.contains("names the job 'compct', which does not exist") })
        #expect(messages.contains { $0.contains("notifies 'compact', which is of kind 'compact'") })
    }
}
