import FileFlow
import Foundation
import Jobs
import Logging
import Scheduling

/// Files that arrive on this machine are claimed at once: the scan that would find them comes early.
extension Orchestrator {
    /// Watches `captures/<server>` and the directories of local sources. Nothing depends on it.
    func watchArrivals() async {
        guard let arrivals else { return }
        let wanted = Set(configuration.servers.filter(\.isEnabled).map(watchedDirectory))
        let refused = (try? await site.threads.run { arrivals.watch(wanted) }) ?? []
        nextWatchUs = site.now() + 60_000_000
        for (directory, why) in refused.prefix(5) where unwatched.insert(directory).inserted {
            site.logger.notice(
                "a directory cannot be watched; the next scan finds what arrives there",
                metadata: ["directory": "\(directory)", "error": "\(why)"])
        }
    }

    private func watchedDirectory(of server: ServerDefinition) -> String {
        if case .local(let source) = server.source { return source.directory }
        return site.root.absolute("captures/\(server.name)")
    }

    /// Takes what has been heard, and looks again at what may have become quiet.
    func hearArrivals() async {
        guard let arrivals else { return }
        let now = site.now()
        if arrivals.hasLost, now >= nextWatchUs { await watchArrivals() }
        let heard = arrivals.take()
        if !heard.isEmpty {
            let servers = configuration.servers.filter { $0.isEnabled && heard.contains(watchedDirectory(of: $0)) }
            let local = Set(servers.compactMap { if case .local = $0.source { $0.name } else { nil } })
            if servers.count > local.count { lookForPushed(now) }
            if !local.isEmpty { lookForLocal(local, now) }
        }
        for (job, look) in looks where look.dueUs <= now {
            looks[job] = nil
            guard let job = jobs[job], job.isEnabled, !isPaused(job.name, now: now) else { continue }
            if job.kind == .fetch {
                probe(job, nominalUs: now, only: look.servers)
            } else {
                nudged.insert(job.name)
            }
        }
    }

    /// A pushed file is adopted when it has been quiet for as long as the job wants.
    private func lookForPushed(_ now: Int64) {
        for job in jobs.jobs where job.isEnabled && job.kind == .stage {
            nudged.insert(job.name)
            let quiet = StageRun.parameters(of: job).quiet.wholeMicroseconds
            if quiet > 0 { lookAgain(job, [], atUs: now + quiet + 10_000) }
        }
    }

    /// A file of a local source is taken when two listings show it alike, as far apart as the job wants.
    private func lookForLocal(_ servers: Set<String>, _ now: Int64) {
        for job in jobs.jobs where job.isEnabled && !isPaused(job.name, now: now) {
            guard case .fetch(let parameters) = job.parameters else { continue }
            probe(job, nominalUs: now, only: servers)
            let wait = max(parameters.quiet, parameters.minimumAge, .milliseconds(100)).wholeMicroseconds
            lookAgain(job, servers, atUs: now + wait)
        }
    }

    /// One look for each job is planned, the earlier one; the scan does the rest.
    private func lookAgain(_ job: JobDefinition, _ servers: Set<String>, atUs dueUs: Int64) {
        let planned = looks[job.name]
        looks[job.name] = ArrivalLook(
            dueUs: min(planned?.dueUs ?? .max, dueUs), servers: servers.union(planned?.servers ?? []))
    }
}
