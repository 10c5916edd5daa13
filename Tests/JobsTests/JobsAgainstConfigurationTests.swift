import Jobs
import Testing

@Suite("Jobs checked against the configuration")
struct JobsAgainstConfigurationTests {
    private func problems(_ text: String, _ configuration: Configuration) -> [ConfigurationProblem] {
        do {
            _ = try JobSet.parse([("a.toml", text)], configuration: configuration)
            return []
        } catch {
            return error.problems
        }
    }

    private let keep = Configuration(file: "entrada.toml", privacy: PrivacyPolicy(action: .keep))
    private let purging = Configuration(
        file: "entrada.toml", privacy: PrivacyPolicy(action: .keep, purgeAfterDays: 90))

    @Test("A purge without an age")
    func purgeWithoutAge() {
        let found = problems("name = 'p'\nkind = 'purge'", keep)
        #expect(found.map(\.line) == [2])
        #expect(found.first?.suggestion?.contains("purge_after_days") == true)
        #expect(problems("name = 'p'\nkind = 'purge'\nenabled = false", keep).isEmpty)
        #expect(problems("name = 'p'\nkind = 'purge'", purging).isEmpty)
    }

    @Test("An age without a purge")
    func ageWithoutPurge() {
        let found = problems("name = 'p'\nkind = 'purge'\nenabled = false", purging)
        #expect(found.map(\.file) == ["entrada.toml"])
        #expect(found.first?.message.contains("90 days") == true)
    }

    @Test("More memory than a worker has")
    func memory() {
        let found = problems("name = 'c'\nkind = 'compact'\n[parameters]\nmemory_limit = '2GiB'", keep)
        #expect(found.map(\.line) == [4])
        #expect(found.first?.message.contains("more than a worker may use (1GiB)") == true)
    }

    @Test("Reference data that would be refreshed, and a file of the operator's own")
    func reference() {
        var own = keep
        own.reference.suffixList = "/etc/list.dat"
        own.reference.resolverLists = ["Quad9": "/etc/quad9"]
        let text = """
            name = 'r'
            kind = 'refresh'
            [parameters]
            suffix_list = 'https://list'
            geo_asn = 'https://asn'
            [parameters.resolver_lists]
            Google = ['https://google']
            Quad9 = ['https://quad9']
            """
        let found = problems(text, own)
        #expect(found.map(\.line) == [4, 8])
        #expect(found.first?.message.contains("/etc/list.dat") == true)
        #expect(problems(text, keep).isEmpty)
    }
}
