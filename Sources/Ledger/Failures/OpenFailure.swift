/// Something that has failed permanently, and that nobody has made good or acknowledged.
///
/// It is over as soon as a later run of the same job and subject completes, or an operator acknowledges it. A newer failure
/// of the same job and subject is open again. `status --check`, `/health`, alerts, `why`, `retry --failed` and the metrics
/// all ask `LedgerView.openFailures`, so that they cannot disagree.
public struct OpenFailure: Codable, Sendable, Equatable {
    /// The newest run that failed; nil: a capture that no run has put into quarantine.
    public var run: Int64?
    /// nil with `run`.
    public var job: String?
    /// A server, `capture:<id>`, `<table>/<day>` or `-`.
    public var subject: String
    public var capture: Int64?
    /// The capture's server.
    public var server: String?
    /// The capture is in quarantine now; if not, it is being tried again.
    public var isQuarantined: Bool
    /// When it failed; microseconds since the epoch.
    public var sinceUs: Int64
    public var error: String?
    /// The run was to tell somebody of another failure: no alert tells of it, since it would tell in the same way.
    public var isMessage: Bool

    /// `run 12 of decode (capture:4711)`, `capture 4711 of ns1`.
    public var name: String {
        if let run, let job { return "run \(run) of \(job) (\(subject))" }
        return "capture \(capture ?? 0) of \(server ?? "?")"
    }

    /// What `entradactl ack` takes.
    public var key: String { run.map { "\($0)" } ?? subject }
}

/// The failures that are open at one moment.
public struct OpenFailures: Sendable, Equatable {
    /// The newest first; no more than were asked for.
    public var list: [OpenFailure] = []
    /// How many there are.
    public var count = 0
    /// Captures in quarantine that nobody has acknowledged, by server.
    public var quarantined: [String: Int] = [:]

    public init() {}

    /// `1 failure is open`, `3 failures are open`.
    public var summary: String { count == 1 ? "1 failure is open" : "\(count) failures are open" }
}
