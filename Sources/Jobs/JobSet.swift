import Foundation

/// All jobs of a directory, checked against each other.
public struct JobSet: Hashable, Sendable {
    /// In the order of their files.
    public let jobs: [JobDefinition]
    // Each run asks for its job and for what follows it: with hundreds of jobs a search would be most of a turn.
    private let places: [String: Int]
    private let followers: [String: [Int]]

    public init(_ jobs: [JobDefinition]) {
        self.jobs = jobs
        var places: [String: Int] = [:]
        var followers: [String: [Int]] = [:]
        for (index, job) in jobs.enumerated() {
            if places[job.name] == nil { places[job.name] = index }
            if job.isEnabled { for name in Set(job.after) { followers[name, default: []].append(index) } }
        }
        self.places = places
        self.followers = followers
    }

    /// The job of that name.
    public subscript(name: String) -> JobDefinition? { places[name].map { jobs[$0] } }

    /// The first enabled job whose runs are made for such items.
    public func first(for item: JobTraits.Item) -> JobDefinition? {
        jobs.first { $0.isEnabled && $0.kind.traits.items.contains(item) }
    }

    /// The enabled jobs that start when this one has new results.
    public func dependents(of name: String) -> [JobDefinition] { (followers[name] ?? []).map { jobs[$0] } }
}

extension JobSet {
    /// Reads all `*.toml` of a directory, in the order of their names; hidden files are left out.
    ///
    /// - Parameters:
    ///   - configuration: when it is given, the jobs are checked against it as well.
    ///   - kinds: what jobs may do.
    /// - Throws: all problems of all files, and of the jobs with each other.
    public static func load(
        directory: String, configuration: Configuration? = nil, kinds: JobKinds = .standard
    ) throws(ConfigurationErrors) -> JobSet {
        var names: [String] = []
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw ConfigurationErrors([
                ConfigurationProblem(
                    file: directory, line: nil, message: "cannot read the directory of the job files",
                    suggestion: "create it, or set another one with --jobs or ENTRADA_JOBS")
            ])
        }
        let root = directory.hasSuffix("/") ? directory : directory + "/"
        var files: [SourceFile] = []
        var problems: [ConfigurationProblem] = []
        for name in names.sorted() where name.hasSuffix(".toml") && !name.hasPrefix(".") {
            do {
                files.append(try SourceFile(reading: root + name))
            } catch {
                problems.append(error)
            }
        }
        if files.isEmpty, problems.isEmpty {
            problems.append(
                ConfigurationProblem(
                    file: directory, line: nil, message: "there is no job file",
                    suggestion: "a job is a file that ends in .toml; examples come with the program"))
        }
        return try read(files, problems, configuration, kinds)
    }

    /// Reads job files from their texts; the names are for messages.
    public static func parse(
        _ files: [(file: String, text: String)], configuration: Configuration? = nil, kinds: JobKinds = .standard
    ) throws(ConfigurationErrors) -> JobSet {
        try read(files.map { SourceFile(file: $0.file, text: $0.text) }, [], configuration, kinds)
    }

    private static func read(
        _ files: [SourceFile], _ earlier: [ConfigurationProblem], _ configuration: Configuration?, _ kinds: JobKinds
    ) throws(ConfigurationErrors) -> JobSet {
        var problems = earlier
        var entries: [JobSetChecker.Entry] = []
        for file in files {
            do {
                let document = try Document(file: file.file, text: file.text)
                let job = JobReader(reader: TableReader(document: document), kinds: kinds).job()
                entries.append(JobSetChecker.Entry(document: document, job: job))
            } catch {
                problems.append(error)
            }
        }
        // A file that could not be read may hold the job that is named: then a missing name is no news.
        let checker = JobSetChecker(
            entries: entries, kinds: kinds, isComplete: problems.isEmpty && entries.allSatisfy { $0.job != nil })
        checker.check()
        if let configuration {
            checker.check(against: configuration)
            problems += checker.missing(for: configuration)
            if checker.isComplete {
                problems +=
                    AlertCheck(configuration: configuration, jobs: entries.compactMap(\.job), kinds: kinds).problems
            }
        }
        problems += entries.flatMap(\.document.problems)
        guard problems.isEmpty else { throw ConfigurationErrors(problems) }
        return JobSet(entries.compactMap(\.job))
    }
}
