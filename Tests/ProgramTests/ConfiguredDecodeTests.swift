import Foundation
import RealServers
import Testing

/// What the configuration says reaches the worker, and the rows.
@Suite("A decode as it is configured")
struct ConfiguredDecodeTests {
    private func decoded(
        servers: String = "[servers.ns1]\nsource = \"pushed\"", privacy: String = "policy = \"keep\"",
        parameters: String = "", _ body: (Installation) throws -> Void
    ) throws {
        let traffic = try Traffic.shared.get()
        let installation = try Installation(servers: servers, privacy: privacy) { name, text in
            guard name.contains("decode") else { return text }
            return text.replacing("rdata             = \"none\"", with: parameters)
        }
        let daemon = try installation.start()
        try traffic.copy(to: installation.folder, "root/captures/ns1")
        for job in ["stage", "decode"] {
            let outcome = try installation.control("run", job, "--wait")
            #expect(outcome.code == 0, "\(job): \(outcome.output)")
        }
        try body(installation)
        #expect(daemon.stop() == 0)
    }

    private func clients(_ installation: Installation) throws -> Set<String> {
        let outcome = try installation.control("query", "SELECT DISTINCT ip_src FROM dns", "--format", "csv")
        return Set(outcome.output.split(separator: "\n").map(String.init).dropFirst())
    }

    @Test("pseudonyms by a key of the operator's: as many clients, none of them real; networks stay together")
    func pseudonyms() throws {
        var real: Set<String> = []
        var networks: Int?
        let count = """
            SELECT count(DISTINCT regexp_extract(ip_src, '^\\d+\\.\\d+\\.\\d+')) FROM dns WHERE ip_version = 4
            """
        try decoded {
            real = try clients($0)
            networks = try $0.number(count)
        }
        let folder = try TestFolder()
        try folder.write(String(repeating: "0123456789abcdef", count: 4), to: "key")
        try decoded(privacy: "policy = \"pseudonymise\"\nkey = \"\(folder["key"])\"") {
            let pseudonyms = try clients($0)
            #expect(pseudonyms.count == real.count && real.count > 50)
            #expect(pseudonyms.isDisjoint(with: real))
            #expect(try $0.number(count) == networks)
        }
    }

    @Test("records, a packet filter and other servers' addresses")
    func options() throws {
        var servers: [String] = []
        try decoded {
            let outcome = try $0.control("query", "SELECT DISTINCT ip_dst FROM dns", "--format", "csv")
            servers = outcome.output.split(separator: "\n").dropFirst().map(String.init)
        }
        let address = try #require(servers.first { $0.contains(".") })
        try decoded(
            servers: """
                [servers.ns1]
                source = "pushed"
                [servers.ns1.addresses]
                "\(address)" = "other_site"
                """, parameters: "rdata = \"all\"\nfilter = \"udp\""
        ) {
            let records = try $0.number("SELECT count(*) FROM dns WHERE len(dns_rdata) > 0") ?? 0
            #expect(records > 100)
            #expect(try $0.number("SELECT count(*) FROM dns WHERE prot <> 17") == 0)
            let others =
                try $0.number("SELECT count(*) FROM dns WHERE server = 'other' AND server_location = 'site'") ?? 0
            #expect(others > 100)
            #expect(try $0.number("SELECT count(*) FROM dns WHERE ip_dst = '\(address)'") == others)
        }
    }
}
