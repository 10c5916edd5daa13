import Foundation
public import Jobs
import Ledger
public import Reconciliation

/// What others see of the scheduler.
extension Orchestrator: ObservedScheduler {
    /// What is wrong now, and not only was.
    public var problems: [CheckProblem] {
        var problems: [CheckProblem] = []
        if runs.isDraining {
            problems.append(CheckProblem(.draining, "the daemon was told to stop, and starts no new runs"))
        }
        if let failure = dependencies.ledger.meter.reading.lastFailure {
            problems.append(CheckProblem(.ledger, failure))
        }
        problems += health.problems(settings.configuration)
        problems += schedule.limits.problems + maintenance.problems
        if let failure = dependencies.liveness.reading.passFailure {
            problems.append(CheckProblem(.scheduler, "the scheduler's last pass failed: \(failure)"))
        }
        return problems + poller.problems(settings.configuration)
    }

    /// The same as sentences.
    public var alarms: [String] { problems.map(\.detail) }

    public var observation: OrchestratorObservation {
        OrchestratorObservation(
            configuration: settings.configuration, jobs: settings.jobs, storageTrouble: health.storageTrouble,
            clockDoubt: health.clockDoubt, isDraining: runs.isDraining, startedUs: startedUs, fires: fires,
            pausedJobs: schedule.pausedJobs, running: runs.count, workers: runs.claims.count(where: \.usesWorker),
            passes: dependencies.liveness.reading.passes)
    }

    public func wake() { signal([]) }

    /// The kinds of job that it knows.
    public nonisolated var kinds: JobKinds { runners.kinds }

    /// What is known of the name servers from asking them.
    public var serverFacts: [String: ServerFacts] { poller.facts }

    /// The job that fetches, the first of them that is enabled, and how it decides that a file is whole.
    public var fetching: (job: String, parameters: FetchParameters)? {
        for job in settings.jobs.jobs where job.isEnabled {
            if let parameters = job.parameters.as(FetchParameters.self) { return (job.name, parameters) }
        }
        return nil
    }

    /// Why a run that has not ended does not go on; `nil` when it does, or has ended.
    public func whyWaiting(run id: Int64) async throws -> WaitReason? {
        try await dispatcher.whyWaiting(run: id, circumstances)
    }

    /// Why runs that wait are not started; those that are not waiting are left out.
    public func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String] {
        var reasons: [Int64: String] = [:]
        for run in runs { reasons[run] = try await whyWaiting(run: run)?.sentence }
        return reasons
    }

    /// What runs now; of those that share a worker the ones whose turn has come.
    public func activeRuns() -> [RunReading] { runs.readings }

    public var isDraining: Bool { runs.isDraining }
    public var currentIncarnation: Int64 { incarnation }
    public var startedUs: Int64 { Int64(startedAt.timeIntervalSince1970 * 1e6) }
    /// When each job fires next, microseconds since the epoch.
    public var fires: [String: Int64] { schedule.fires }
    public var currentConfiguration: Configuration { settings.configuration }

    /// What runs are started under.
    var circumstances: Dispatcher.Circumstances {
        Dispatcher.Circumstances(
            settings: settings, incarnation: incarnation, isRepairing: gate.isRepairing,
            isSpaceLow: health.isSpaceLow(settings.configuration), pauses: schedule.pauses)
    }
}

/// What the orchestrator knows and the ledger does not, at one moment.
public struct OrchestratorObservation: Sendable {
    public var configuration: Configuration
    public var jobs: JobSet
    /// What is wrong with the data root.
    public var storageTrouble: String?
    public var clockDoubt: String?
    public var isDraining: Bool
    public var startedUs: Int64
    /// When each job fires next, microseconds since the epoch.
    public var fires: [String: Int64]
    public var pausedJobs: Set<String>
    public var running: Int
    public var workers: Int
    public var passes: Int64
}

/// What alerts and monitoring see of the scheduler: values, and nothing that they could change.
public protocol ObservedScheduler: Sendable {
    var observation: OrchestratorObservation { get async }
    /// What is wrong now, and not only was.
    var problems: [CheckProblem] { get async }
    /// Asks for a pass now: there is a new run.
    func wake() async
}
