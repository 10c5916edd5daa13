import Jobs
import Testing

@Suite("Configuration: what is refused, where, and with which advice")
struct ConfigurationProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let message: String
        let suggestion: String?
        var testDescription: String { message }
    }

    private static let head = "[privacy]\npolicy = 'keep'\n"
    private static let sftp = """
        [privacy]
        policy = 'keep'
        [servers.ns1]
        source = 'sftp'
        host = 'h'
        user = 'u'
        directory = '/d'
        known_hosts = '/there/known_hosts'

        """

    static let cases: [Case] = [
        Case(text: "data_root = '/x'", line: 1, message: "there is no privacy policy", suggestion: "\"truncate\""),
        Case(text: "\n[privacy]\n", line: 2, message: "'policy' is missing", suggestion: "\"keep\""),
        Case(
            text: "[privacy]\npolicy = 'pseudonymize'", line: 2, message: "must be one of keep, truncate",
            suggestion: "'pseudonymise'"),
        Case(text: "[privacy]\npolicy = 'pseudonymise'", line: 2, message: "needs a key", suggestion: "credential:"),
        Case(text: head + "ipv4_prefix = 24", line: 3, message: "no meaning with the policy 'keep'", suggestion: nil),
        Case(
            text: "[privacy]\npolicy = 'truncate'\nipv4_prefix = 33", line: 3, message: "from 0 to 32",
            suggestion: nil),
        Case(text: "dataroot = '/x'\n" + head, line: 1, message: "unknown key 'dataroot'", suggestion: "'data_root'"),
        Case(text: head + "[retension]", line: 3, message: "unknown key 'retension'", suggestion: "'retention'"),
        Case(
            text: head + "[limits]\nworkers = 2\n\nmemory_per_wroker = '1GiB'", line: 6,
            message: "unknown key 'memory_per_wroker' in [limits]", suggestion: "'memory_per_worker'"),
        Case(text: "data_root = 'x'\n" + head, line: 1, message: "must be an absolute path", suggestion: "'/'"),
        Case(text: head + "[limits]\nmemory_per_worker = '1KiB'", line: 4, message: "at least 256MiB", suggestion: nil),
        Case(
            text: head + "[pages]\nhost = '0.0.0.0'", line: 4, message: "not a loopback address",
            suggestion: "allow_remote"),
        Case(
            text: head + "[reference]\ngeo_asn = '/missing.mmdb'", line: 4,
            message: "/missing.mmdb, which does not exist",
            suggestion: nil),
        Case(text: sftp + "key = '/missing'", line: 9, message: "/missing, which does not exist", suggestion: "create"),
        Case(
            text: sftp + "key = 'credential:gone'", line: 9, message: "credential:gone, which does not exist",
            suggestion: "LoadCredential=gone"),
        Case(
            text: sftp + "key = '''-----BEGIN OPENSSH PRIVATE KEY-----'''", line: 9,
            message: "must say where the secret is", suggestion: "credential:NAME"),
        Case(text: sftp, line: 3, message: "'key' is missing in [servers.ns1]", suggestion: "private key"),
        Case(text: sftp + "key = '/there/k'\nprot = 22", line: 10, message: "unknown key 'prot'", suggestion: "'port'"),
        Case(text: sftp + "key = '/there/k'\nport = 0", line: 10, message: "from 1 to 65535", suggestion: nil),
        Case(
            text: sftp + "key = '/there/k'\npattern = 'a/*'", line: 10, message: "glob for names of files",
            suggestion: nil),
        Case(text: head + "[servers.ns1]\nhost = 'h'", line: 3, message: "'source' is missing", suggestion: "pushed"),
        Case(
            text: head + "[servers.ns1]\nsource = 'sfpt'", line: 4, message: "sftp, local, pushed",
            suggestion: "'sftp'"),
        Case(
            text: head + "[servers.ns1]\nsource = 'pushed'\nhost = 'h'", line: 5, message: "unknown key 'host'",
            suggestion: nil),
        Case(
            text: head + "[servers.\"ns1/x\"]\nsource = 'pushed'", line: 3, message: "can't be the name of a server",
            suggestion: "<site>"),
        Case(
            text: head + "[servers.a_b_c]\nsource = 'pushed'", line: 3, message: "can't be the name of a server",
            suggestion: "<site>"),
        Case(
            text: head + "[servers.a]\nsource = 'pushed'\n[servers.a]\nsource = 'pushed'", line: 5, message: "",
            suggestion: nil),
        Case(
            text: head + "purge_after_days = 20\n[retention]\narchive_days = 18\ntrash_days = 3", line: 5,
            message: "gone after 20 days", suggestion: "raise purge_after_days"),
        Case(
            text: head + "purge_after_days = 40\n[retention]\nquarantine_days = 34", line: 5,
            message: "quarantine keeps captures 34 days and 7 days more in the trash", suggestion: "raise purge_after"),
        Case(
            text: head + "purge_after_days = 60\n[servers.a]\nsource = 'pushed'\narchive_days = 90", line: 6,
            message: "the archive of a keeps captures 90 days", suggestion: nil),
        Case(
            text: head + "[retention]\narchive_days = 3\narchive_forever = true", line: 5,
            message: "both 'archive_days' and 'archive_forever'", suggestion: nil),
        Case(
            text: head + "[control]\nsocket = '/\(String(repeating: "x", count: 107))'", line: 4,
            message: "longer than 107 bytes", suggestion: "shorter"),
    ]

    @Test("One thing is wrong", arguments: cases)
    func one(example: Case) throws {
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(file: "entrada.toml", text: example.text, credentialsDirectory: "/run/credentials")
            {
                $0.hasPrefix("/there/")
            }
        }
        let problems = try #require(error?.problems)
        let problem = try #require(problems.first { $0.message.contains(example.message) }, "\(problems)")
        #expect(problem.line == example.line)
        #expect(problem.file == "entrada.toml")
        if let suggestion = example.suggestion {
            #expect(problem.suggestion?.contains(suggestion) == true, "\(problem)")
        }
        #expect(problems.count == 1, "\(problems)")
    }

    @Test("A secret is never repeated in a message")
    func noSecret() throws {
        let text = "[privacy]\npolicy = 'pseudonymise'\nkey = 'hunter2hunter2'"
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(file: "e", text: text) { _ in true }
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("A file that is not there")
    func missingFile() {
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.load(ConfigurationOverrides(configurationFile: "/nowhere/entrada.toml"))
        }
        #expect(error?.problems.first?.file == "/nowhere/entrada.toml")
        #expect(error?.problems.first?.suggestion?.contains("ENTRADA_CONFIG") == true)
    }
}
