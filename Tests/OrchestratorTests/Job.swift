import Jobs
import Scheduling

/// Jobs as tests need them: by hand or by a signal, without jitter.
enum Job {
    static let stage = JobDefinition(name: "stage", kind: .stage, after: ["fetch"], retry: retry(3))
    static let decode = decode()

    static func fetch(deletesAtSource: Bool = false, attempts: Int = 3) -> JobDefinition {
        JobDefinition(
            name: "fetch", kind: .fetch, schedule: .every(.seconds(3)), concurrency: 4, priority: 10,
            retry: retry(attempts),
            parameters: FetchParameters(minimumAge: .seconds(2), quiet: .seconds(3), deletesAtSource: deletesAtSource))
    }

    static func decode(
        attempts: Int = 3, concurrency: Int = 2, files: Int = 12, onFailure: [String] = []
    ) -> JobDefinition {
        var parameters = DecodeParameters()
        parameters.maximumFilesPerRun = files
        return JobDefinition(
            name: "decode", kind: .decode, after: ["stage"], concurrency: concurrency, priority: 5,
            retry: retry(attempts), onFailure: onFailure, parameters: parameters)
    }

    static func command(
        _ name: String, schedule: Schedule = .none, after: [String] = [], forEach: ForEach = .none,
        concurrency: Int = 1, priority: Int = 0, overlap: Overlap = .skip, catchUp: CatchUp = .last,
        isEnabled: Bool = true
    ) -> JobDefinition {
        JobDefinition(
            name: name, kind: .command, schedule: schedule, after: after, forEach: forEach, concurrency: concurrency,
            priority: priority, retry: retry(1), catchUp: catchUp, overlap: overlap, isEnabled: isEnabled,
            parameters: CommandParameters(program: "/bin/true", arguments: [name]))
    }

    /// 10 s, 20 s, … without jitter.
    static func retry(_ attempts: Int) -> Backoff {
        Backoff(attempts: attempts, first: .seconds(10), factor: 2, max: .seconds(900), jitter: 0)
    }
}
