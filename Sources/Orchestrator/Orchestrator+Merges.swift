import Jobs

/// Merges of small files are asked for as often as there is news, and not only when a schedule fires.
extension Orchestrator {
    func planMergesIfDue(now: Int64) async throws {
        guard merges.isDue(nowUs: now) else { return }
        do {
            for job in jobs.jobs where job.kind == .compact && job.isEnabled && !isPaused(job.name, now: now) {
                try await createRuns(try await MergePlanner(site: site, job: job).plan())
            }
        } catch {
            merges.signal()
            throw error
        }
    }
}
