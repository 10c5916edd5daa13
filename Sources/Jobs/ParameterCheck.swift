import Scheduling

/// A job and the configuration that it is checked against.
public struct ParameterCheck {
    public let job: JobDefinition
    public let configuration: Configuration
    let document: Document

    /// Reports a problem at the line of a key of the job's file, such as `["parameters", "memory_limit"]`.
    public func report(_ path: [String], _ message: String, _ suggestion: String? = nil) {
        document.report(DocumentPath(path), message, suggestion)
    }

    /// Reports that a worker would need more memory than it may use.
    func checkWorkerMemory(_ needed: Int64, _ key: String) {
        let given = configuration.limits.memoryPerWorker
        if needed <= given { return }
        report(
            ["parameters", key],
            "'\(key)' (\(ByteCountText.format(needed))) is more than a worker may use (\(ByteCountText.format(given)))",
            "lower it, or raise memory_per_worker under [limits] in \(configuration.file)")
    }
}
