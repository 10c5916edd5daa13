import Jobs

/// Merges of small files are asked for as often as there is news, and not only when a schedule fires.
extension Orchestrator {
    func planMergesIfDue(now: Int64) async throws {
        guard merges.isDue(nowUs: now) else { return }
        do {
            for job in jobs.jobs where job.isEnabled && !isPaused(job.name, now: now) {
                let context = PlanContext(site: site, configuration: configuration, job: job)
                try await createRuns(try await runners[job.kind].planAfterNewRows(context))
            }
        } catch {
            merges.signal()
            throw error
        }
    }
}
