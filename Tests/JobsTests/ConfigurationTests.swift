import Jobs
import Testing

@Suite("Configuration: what is read")
struct ConfigurationTests {
    private let text = """
        data_root = "/srv/entrada"
        jobs = "/srv/jobs"
        [privacy]
        policy = "truncate"
        ipv4_prefix = 20
        purge_after_days = 60
        [servers.ns1_ams]
        source = "sftp"
        host = "ns1"
        port = 2222
        user = "capture"
        key = "credential:ns1"
        known_hosts = "/etc/known_hosts"
        directory = "captures"
        pattern = "*.gz"
        archive_days = 5
        [servers.ns2]
        source = "local"
        directory = "/mnt/ns2"
        [servers.ns3]
        source = "pushed"
        enabled = false
        [servers.ns3.addresses]
        "192.0.2.53" = "ns3_ams"
        "2001:db8::/48" = "ns4"
        [retention]
        archive_days = 10
        trash_days = 1
        quarantine_days = 50
        warehouse_days = 700
        warehouse_size = "1TiB"
        [limits]
        workers = 8
        memory_per_worker = "2GiB"
        disk_low_mark = "1GiB"
        [control]
        socket = "/run/x.sock"
        operator_group = "ops"
        [pages]
        host = "::1"
        port = 0
        [reference]
        geo_country = "/geo/country.mmdb"
        own_suffixes = ["nl"]
        [reference.resolver_lists]
        Google = "/lists/google.txt"
        """

    @Test("Every part arrives")
    func parts() throws {
        let read = try Configuration.parse(file: "e.toml", text: text) { _ in true }
        let key = SecretReference.credential("ns1")
        var reference = ReferenceFiles()
        reference.countryDatabase = "/geo/country.mmdb"
        reference.ownSuffixes = ["nl"]
        reference.resolverLists = ["Google": "/lists/google.txt"]
        let expected = Configuration(
            file: "e.toml", jobsDirectory: "/srv/jobs", dataRoot: "/srv/entrada",
            servers: [
                ServerDefinition(
                    name: "ns1_ams",
                    source: .sftp(
                        SFTPSource(
                            host: "ns1", port: 2222, user: "capture", key: key, knownHosts: "/etc/known_hosts",
                            directory: "captures", pattern: "*.gz")),
                    archiveDays: 5),
                ServerDefinition(name: "ns2", source: .local(LocalSource(directory: "/mnt/ns2"))),
                ServerDefinition(
                    name: "ns3", source: .pushed, isEnabled: false,
                    addresses: ["192.0.2.53": "ns3_ams", "2001:db8::/48": "ns4"]),
            ],
            retention: RetentionPolicy(
                archiveDays: 10, trashDays: 1, warehouseDays: 700, warehouseSize: 1 << 40, quarantineDays: 50),
            privacy: PrivacyPolicy(action: .truncate, ipv4PrefixLength: 20, purgeAfterDays: 60),
            limits: LimitPolicy(workers: 8, memoryPerWorker: 2 << 30, diskLowMark: 1 << 30),
            control: ControlSocket(path: "/run/x.sock", operatorGroup: "ops"),
            pages: PagesListener(host: "::1", port: 0), reference: reference)
        #expect(read == expected)
        #expect(read.server("ns1_ams")?.server == "ns1")
        #expect(read.server("ns1_ams")?.site == "ams")
        #expect(read.server("ns2")?.site == nil)
        #expect(read.servers.map { read.archiveDays(of: $0) } == [5, 10, 10])
    }

    @Test("Options go before the environment, both before the file")
    func overrides() throws {
        let environment = ConfigurationOverrides(environment: [
            "ENTRADA_DATA_ROOT": "/env", "ENTRADA_SOCKET": "/env.sock", "ENTRADA_JOBS": "", "ENTRADA_CONFIG": "/c",
        ])
        let all = ConfigurationOverrides(dataRoot: "/option").or(environment)
        #expect(all.configurationFile == "/c")
        let read = try Configuration.parse(file: "e", text: text, overrides: all) { _ in true }
        #expect(read.dataRoot == "/option")
        #expect(read.control.path == "/env.sock")
        #expect(read.jobsDirectory == "/srv/jobs")
    }

    @Test("Only a choice of privacy is needed; the rest is safe by default")
    func defaults() throws {
        let read = try Configuration.parse(file: "e", text: "[privacy]\npolicy = 'keep'") { _ in false }
        #expect(read == Configuration(file: "e", privacy: PrivacyPolicy(action: .keep)))
        #expect(read.pages.isLoopback)
        #expect(read.retention.warehouseDays == nil)
        let forever = "[privacy]\npolicy = 'keep'\n[retention]\narchive_forever = true"
        #expect(try Configuration.parse(file: "e", text: forever) { _ in false }.retention.archiveDays == nil)
    }

    @Test("Secrets are places")
    func secrets() {
        #expect(SecretReference("/etc/key")?.path(credentialsDirectory: nil) == "/etc/key")
        #expect(SecretReference("credential:a")?.path(credentialsDirectory: "/run/c") == "/run/c/a")
        #expect(SecretReference("credential:a")?.path(credentialsDirectory: nil) == nil)
        for text in ["credential:", "credential:../a", "credential:..", "secret", "", "-----BEGIN"] {
            #expect(SecretReference(text) == nil, "\(text)")
        }
    }
}
