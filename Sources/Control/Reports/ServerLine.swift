public import Ledger
import Model

/// A name server as lists show it. Times are microseconds since the epoch.
public struct ServerLine: Codable, Sendable, Equatable {
    public var name: String
    /// `sftp`, `local` or `pushed`; nil: it is not configured any more, or no daemon answers.
    public var source: String?
    public var enabled: Bool?
    public var heldUntilUs: Int64?
    /// When the daemon asked it for captures, and what came of it; nil: not since its start.
    public var lastAskedUs: Int64?
    public var lastAnsweredUs: Int64?
    public var lastError: String?
    /// Names of its last listing that are not fetched, by reason.
    public var notFetched: [String: Int64]?
    /// Number of captures by state; states without any are left out.
    public var captures: [String: Int64]
    public var waiting: Int64
    public var waitingBytes: Int64
    public var oldestState: CaptureState?
    public var oldestUs: Int64?
    /// When the newest capture was written at the source.
    public var newestUs: Int64?
    /// How many of its captures could not be fetched or adopted although all around them is well, and the first of them.
    public var troubled: Int64?
    public var trouble: CaptureTrouble?
    /// The latest run that asked it for captures.
    public var lastFetch: RunLine?

    init(view: LedgerView, name: String, live: LiveServer?, backlog: ServerBacklog) throws {
        self.name = name
        source = live?.source
        enabled = live?.enabled
        heldUntilUs = live?.heldUntilUs
        lastAskedUs = live?.lastAskedUs
        lastAnsweredUs = live?.lastAnsweredUs
        lastError = live?.lastError
        notFetched = live?.notFetched
        captures = backlog.captures
        (waiting, waitingBytes) = (backlog.waiting, backlog.waitingBytes)
        (oldestState, oldestUs) = (backlog.oldestState, backlog.oldestUs)
        newestUs = try view.newestModifiedUs(server: name)
        let troubles = try view.troubles(server: name, limit: 10_000)
        troubled = Int64(troubles.count)
        trouble = troubles.first { $0.hopeless } ?? troubles.first
        lastFetch = try view.runs(subject: .server(name), limit: 10).first { $0.kind == "fetch" }.map(RunLine.init)
    }
}
