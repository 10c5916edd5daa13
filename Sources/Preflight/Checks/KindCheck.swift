import Jobs

/// Every enabled job is of a kind that this version can do.
struct KindCheck: PreflightCheck {
    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        scene.enabledJobs.filter { $0.kind == .collect || $0.kind == .export }.map { job in
            scene.finding(
                .error, job, at: ["kind"], "kind \(job.kind.rawValue) is not available in this version",
                "write enabled = false")
        }
    }
}
