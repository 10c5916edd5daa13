import Foundation
import Jobs
import RealServers
import Testing

@Suite("Job sets: jobs checked against each other")
struct JobSetTests {
    private func file(_ name: String, _ rest: String = "", kind: String = "stage") -> (file: String, text: String) {
        ("jobs.d/\(name).toml", "name = '\(name)'\nkind = '\(kind)'\n\(rest)")
    }

    @Test("A name that is taken")
    func duplicate() {
        let problems = JobProblems.of([file("a"), ("jobs.d/b.toml", "kind = 'fetch'\nname = 'a'")])
        #expect(problems.map(\.line) == [2])
        #expect(problems.map(\.file) == ["jobs.d/b.toml"])
        #expect(problems.first?.message.contains("already in jobs.d/a.toml") == true)
    }

    @Test("A job that does not exist, with the nearest", arguments: ["after", "on_failure"])
    func missing(key: String) {
        let problems = JobProblems.of([file("fetch"), file("b", "\(key) = [\n'fecth']")])
        #expect(problems.map(\.line) == [4])
        #expect(problems.first?.suggestion == "did you mean 'fetch'?")
    }

    @Test("A failure can start only commands")
    func onFailure() {
        let problems = JobProblems.of([file("a"), file("b", "on_failure = ['a']")])
        #expect(problems.map(\.line) == [3])
        #expect(problems.first?.message.contains("kind 'stage'") == true)
    }

    @Test("A circle is told once")
    func circle() {
        let problems = JobProblems.of([
            file("a", "after = ['c']"), file("b", "after = ['a']"), file("c", "after = ['b']"),
            file("d", "after = ['a']"),
        ])
        #expect(problems.count == 1)
        #expect(problems.first?.file == "jobs.d/a.toml")
        #expect(problems.first?.message == "'after' is circular: a → c → b → a")
        #expect(JobProblems.of([file("a", "after = ['a']")]).first?.message == "'after' is circular: a → a")
    }

    @Test("Two ways to one job are no circle")
    func diamond() {
        let problems = JobProblems.of([
            file("a"), file("b", "after = ['a']"), file("c", "after = ['a']"), file("d", "after = ['b', 'c']"),
        ])
        #expect(problems.isEmpty)
    }

    @Test("A name that may stand in a broken file is no second problem")
    func followUp() {
        let problems = JobProblems.of([("jobs.d/a.toml", "name = "), file("b", "after = ['surely-elsewhere']")])
        #expect(problems.map(\.file) == ["jobs.d/a.toml"])
    }

    @Test("A directory: hidden and other files are left out, problems of reading are told")
    func directory() throws {
        let folder = try TestFolder()
        let root = folder["jobs.d"]
        #expect(throws: ConfigurationErrors.self) { try JobSet.load(directory: root) }
        try folder.make("jobs.d")
        let empty = #expect(throws: ConfigurationErrors.self) { try JobSet.load(directory: root) }
        #expect(empty?.problems.first?.message == "there is no job file")
        for (name, text) in [("20-b.toml", "b"), ("10-a.toml", "a"), (".c.toml", "c"), ("d.toml~", "d")] {
            try folder.write("name = '\(text)'\nkind = 'stage'", to: "jobs.d/" + name)
        }
        #expect(try JobSet.load(directory: root).jobs.map(\.name) == ["a", "b"])
        try folder.write([0x61, 0x0a, 0xff, 0xfe], to: "jobs.d/30-x.toml")
        let error = #expect(throws: ConfigurationErrors.self) { try JobSet.load(directory: root) }
        #expect(error?.description == "\(root)/30-x.toml:2: the text is not UTF-8")
    }
}
