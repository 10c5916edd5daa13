import Jobs

/// What is wrong with job files; empty when nothing is.
enum JobProblems {
    static func of(_ text: String) -> [ConfigurationProblem] { of([("jobs.d/10-a.toml", text)]) }

    static func of(_ files: [(file: String, text: String)]) -> [ConfigurationProblem] {
        do {
            _ = try JobSet.parse(files)
            return []
        } catch {
            return error.problems
        }
    }
}
