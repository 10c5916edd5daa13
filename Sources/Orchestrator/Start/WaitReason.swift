import Foundation
import Scheduling

/// Why a run does not start now.
public enum WaitReason: Hashable, Sendable {
    /// Its time has not come; `failures` attempts of it have failed.
    case notYet(untilUs: Int64, failures: Int64)
    /// Nothing is in its way: it starts with the scheduler's next turn.
    case next
    case draining
    case repairing
    case spaceLow
    case restored
    case unknownJob(String)
    case paused(job: String, untilUs: Int64?)
    /// Another run goes alone, or is to.
    case alone(run: Int64)
    /// It goes alone itself, and others still go on.
    case goesAlone(others: Int)
    /// A run of the same subject, chain or day goes on.
    case key(run: Int64)
    /// A run of the same subject, chain or day waits before it.
    case behind(run: Int64)
    /// A capture that comes before its own one is not decoded yet.
    case predecessor(capture: Int64, untilUs: Int64)
    case jobConcurrency(job: String, limit: Int)
    case serverConcurrency(job: String, server: String, limit: Int)
    case pool(name: String, size: Int)
    case workers(limit: Int)
    /// The only worker that is free is kept for runs that decode.
    case workerForDecode(limit: Int)
    case commands(limit: Int)
    case memory(needs: Int64, free: Int64, budget: Int64)
    /// Memory is kept free for a run that has waited long.
    case memoryFor(run: Int64)
    /// What is free is kept for a worker that decodes.
    case memoryForDecode(needs: Int64, kept: Int64, budget: Int64)

    /// What it is, and what would change it.
    public var sentence: String {
        switch self {
        case .notYet(let until, 0): "its time has not come: it may start at \(Self.time(until))"
        case .notYet(let until, let failures):
            "it has failed \(failures) times and is tried again at \(Self.time(until)); at once with entradactl retry"
        case .next: "nothing is in its way: it starts with the scheduler's next turn"
        case .draining: "the daemon is draining: nothing starts any more until it has been started again"
        case .repairing: "what is wrong on the disk is being mended: nothing starts until that is done"
        case .spaceLow:
            "the disk is below disk_low_mark, or the data root can't be written: only what frees space is started"
        case .restored:
            "the ledger is an older copy, and this removes files: it waits for entradactl doctor --repair"
        case .unknownJob(let job): "there is no job \(job) any more: cancel the run, or bring its file back and reload"
        case .paused(let job, let until):
            "the job \(job) is paused" + (until.map { " until \(Self.time($0))" } ?? "")
                + ": entradactl resume \(job), or ask for the run yourself with entradactl run"
        case .alone(let run):
            "run \(run) goes alone, such as after it has taken the daemon down: the others wait for its end"
        case .goesAlone(let others):
            "it goes alone, such as after it has taken the daemon down: \(others) other run\(others == 1 ? "" : "s") must end first"
        case .key(let run): "run \(run) of the same subject, server or day goes on: they go one at a time"
        case .behind(let run): "run \(run) of the same subject, server or day comes first: they go one at a time"
        case .predecessor(let capture, let until):
            "capture \(capture), which comes before its own, is not decoded yet: it waits for that one until "
                + "\(Self.time(until)) at the most (order_wait of the decode job)"
        case .jobConcurrency(let job, let limit):
            "\(limit) run\(limit == 1 ? "" : "s") of the job \(job) go on, and its concurrency allows no more"
        case .serverConcurrency(let job, let server, let limit):
            "\(limit) run\(limit == 1 ? "" : "s") of the job \(job) go on for \(server), and its "
                + "concurrency_per_server allows no more"
        case .pool(let name, let size): "the pool \(name) is full: \(size) of its runs go on ([pools] in entrada.toml)"
        case .workers(let limit): "\(limit) worker\(limit == 1 ? "" : "s") go on, and limits.workers allows no more"
        case .workerForDecode(let limit):
            "of \(limit) workers (limits.workers) one is kept for captures that are to be decoded: it waits until another "
                + "one is free"
        case .commands(let limit):
            "\(limit) command\(limit == 1 ? "" : "s") go on, and limits.commands allows no more"
        case .memory(let needs, let free, let budget):
            "its worker may use \(ByteCountText.format(needs)), and of the workers' \(ByteCountText.format(budget)) only "
                + "\(ByteCountText.format(free)) are free (limits.worker_memory)"
        case .memoryFor(let run): "memory is being kept free for run \(run), which has waited for more than ten minutes"
        case .memoryForDecode(let needs, let kept, let budget):
            "it may use \(ByteCountText.format(needs)), and of the workers' \(ByteCountText.format(budget)) "
                + "\(ByteCountText.format(kept)) are kept for captures that are to be decoded (limits.worker_memory)"
        }
    }

    private static func time(_ us: Int64) -> String {
        Date(timeIntervalSince1970: Double(us) / 1e6).formatted(.iso8601)
    }
}
