import Foundation
import Jobs
import Scheduling
import Testing

@Suite("The files that come with Entrada")
struct ShippedFilesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let example = root + "/deploy/entrada.toml"

    @Test("jobs.d is valid, and has a job of each kind that works without more")
    func jobs() throws {
        let configuration = Configuration(privacy: PrivacyPolicy(action: .keep))
        let set = try JobSet.load(directory: Self.root + "/jobs.d", configuration: configuration)
        #expect(
            set.jobs.map(\.name) == [
                "fetch", "stage", "decode", "compact", "expire", "purge", "refresh", "backup", "verify", "reconcile",
            ])
        #expect(set.jobs.allSatisfy { $0.name == $0.kind.rawValue && !$0.description.isEmpty })
        #expect(set.jobs.filter { !$0.isEnabled }.map(\.name) == ["purge", "refresh"])
        #expect(set["decode"]?.retry.attempts == 3)
        #expect(set.dependents(of: "stage").map(\.name) == ["decode"])
        guard let fetch = set["fetch"]?.parameters.as(FetchParameters.self) else {
            Issue.record("fetch has other parameters")
            return
        }
        #expect(!fetch.deletesAtSource)
    }

    @Test("The examples are valid, disabled, and not read with the others")
    func examples() throws {
        var configuration = Configuration(privacy: PrivacyPolicy(action: .keep))
        configuration.pools = ["reports": 1]
        let folder = Self.root + "/jobs.d/examples"
        let set = try JobSet.load(directory: folder, configuration: configuration)
        #expect(set.jobs.map(\.name) == ["nightly-report"])
        #expect(set.jobs.allSatisfy { !$0.isEnabled && $0.kind == .command })
        // What is commented out is valid as well, beside the job that it names.
        let text = try String(contentsOfFile: folder + "/50-nightly-report.toml", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains(/^# [a-z_]+ +=/) ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n")
        let other = "name = 'tell-ops'\nkind = 'command'\nparameters.program = '/bin/true'"
        let full = try #require(
            try JobSet.parse([("a", text), ("b", other)], configuration: configuration)["nightly-report"])
        #expect(full.stormLimit?.runs == 20)
        #expect(full.end != nil)
    }

    @Test("The example is refused as shipped, with nothing wrong but the choice that has to be made")
    func example() throws {
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.load(ConfigurationOverrides(configurationFile: Self.example))
        }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.message.contains("'policy' is missing") == true)
    }

    /// Takes the marks off commented keys and tables, so that what the comments promise is read.
    private func uncommented(policy: String) throws -> String {
        let text = try String(contentsOfFile: Self.example, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let body = line.dropFirst(2)
            guard line.hasPrefix("# "),
                body.hasPrefix("[") || body.contains(/^[a-z0-9_]+ +=/) || body.contains(/^[a-z]+=/)
            else { return String(line) }
            let isOther =
                body.hasPrefix("policy") && !body.contains("\"\(policy)\"") || body.hasPrefix("archive_forever")
                || body.hasPrefix("key = \"credential") || (policy != "truncate" && body.hasPrefix("ipv"))
                || (policy != "pseudonymise" && body.contains("pseudonyms"))
            return isOther ? String(line) : String(body)
        }.joined(separator: "\n")
    }

    @Test("What is commented out is valid", arguments: ["keep", "truncate", "pseudonymise", "drop"])
    func comments(policy: String) throws {
        let text = try uncommented(policy: policy)
        let read = try Configuration.parse(file: "entrada.toml", text: text) { _ in true }
        #expect(read.privacy.action.rawValue == policy)
        #expect(read.servers.map(\.name) == ["ns1_ams", "ns2_fra"])
    }

    @Test("Defaults that are shown are the defaults")
    func defaults() throws {
        let text = try uncommented(policy: "truncate").split(separator: "\n").filter { !$0.contains("no default") }
        let read = try Configuration.parse(file: "", text: text.joined(separator: "\n")) { _ in true }
        let plain = Configuration(privacy: read.privacy)
        #expect(read.limits == plain.limits)
        #expect(read.pages == plain.pages)
        #expect(read.control == plain.control)
        #expect(read.dataRoot == plain.dataRoot)
        #expect(read.jobsDirectory == plain.jobsDirectory)
        #expect(read.privacy.ipv4PrefixLength == PrivacyPolicy(action: .truncate).ipv4PrefixLength)
        #expect(read.privacy.ipv6PrefixLength == PrivacyPolicy(action: .truncate).ipv6PrefixLength)
        #expect(read.retention == plain.retention)
    }
}
