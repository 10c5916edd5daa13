extension JobSet {
    /// Commands that are to run as a user as whom the daemon can't run them.
    ///
    /// - Parameters:
    ///   - isRoot: whether the daemon runs as root.
    ///   - exists: whether the machine knows a user.
    public func userProblems(isRoot: Bool, exists: (String) -> Bool) -> [ConfigurationProblem] {
        jobs.compactMap { job in
            guard job.isEnabled, case .command(let parameters) = job.parameters, let user = parameters.user else {
                return nil
            }
            if !isRoot {
                return ConfigurationProblem(
                    file: job.file, line: nil,
                    message: "job \(job.name) is to run as '\(user)', but the daemon is not root and can't become "
                        + "somebody else",
                    suggestion: "leave 'user' out: it runs as the daemon's user; or set enabled = false")
            }
            if exists(user) { return nil }
            return ConfigurationProblem(
                file: job.file, line: nil,
                message: "job \(job.name) is to run as '\(user)', whom this machine does not know",
                suggestion: "create the user, or write another one")
        }
    }
}
