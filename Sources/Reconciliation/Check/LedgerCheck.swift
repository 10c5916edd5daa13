public import Ledger

/// What is wrong as far as the ledger knows, with a daemon and without one.
public struct LedgerCheck: Sendable {
    /// A capture that waits longer than this is a problem; microseconds.
    public static let longestWaitUs: Int64 = 3_600_000_000
    private static let waiting: Set<CaptureState> = [.announced, .fetched, .incoming, .processing]
    /// So many failures are named in a sentence.
    private static let named = 3

    public let failures: OpenFailures
    public let problems: [CheckProblem]

    public init(_ view: LedgerView, nowUs: Int64) throws {
        failures = try view.openFailures()
        var problems: [CheckProblem] = []
        if let mark = try view.restoreMark() {
            problems.append(
                CheckProblem(
                    .restored,
                    mark.summary + "; nothing is deleted, and expire, compact and purge wait, until you add what is "
                        + "missing: entradactl doctor --repair"))
        }
        let moves = try view.troubledIntents().count
        if moves > 0 {
            problems.append(CheckProblem(.moves, "\(moves) file moves need your attention: see entradactl doctor"))
        }
        if failures.count > 0 { problems.append(Self.problem(failures)) }
        problems += Self.waiting(try view.backlog(), nowUs: nowUs)
        if let look = try ReconcileResult.newest(view)?.result, look.count > 0 {
            problems.append(
                CheckProblem(
                    .difference, "disk, ledger and tables differ (\(look.summary)): see entradactl doctor"))
        }
        self.problems = problems
    }

    private static func problem(_ failures: OpenFailures) -> CheckProblem {
        let names = failures.list.prefix(named).map(\.name).joined(separator: ", ")
        let more = failures.count > named ? ", …" : ""
        return CheckProblem(
            .failure,
            "\(failures.summary): \(names)\(more); see entradactl why, then retry or ack")
    }

    /// The problems of captures that wait, one for each server.
    private static func waiting(_ backlog: [Backlog], nowUs: Int64) -> [CheckProblem] {
        Dictionary(grouping: backlog.filter { waiting.contains($0.state) }, by: \.server).compactMap { server, lines in
            guard let oldest = lines.min(by: { $0.oldestUs < $1.oldestUs }), nowUs - oldest.oldestUs > longestWaitUs
            else { return nil }
            let minutes = (nowUs - oldest.oldestUs) / 60_000_000
            return CheckProblem(
                .backlog, "\(server): a capture has been \(oldest.state.rawValue) for \(minutes / 60)h \(minutes % 60)m"
            )
        }.sorted { $0.detail < $1.detail }
    }
}

/// A server that does not answer when it is asked for captures.
public struct ServerSilence: Sendable, Equatable {
    /// A server that is silent for so long is a problem; microseconds.
    public static let patienceUs: Int64 = 600_000_000

    public let server: String
    /// When it was asked first without an answer, since its last one.
    public let sinceUs: Int64
    public let error: String?

    public init(server: String, sinceUs: Int64, error: String?) {
        self.server = server
        self.sinceUs = sinceUs
        self.error = error
    }

    /// - Returns: what is to be said of it; `nil` while it may still answer.
    public func problem(nowUs: Int64) -> CheckProblem? {
        guard nowUs - sinceUs >= Self.patienceUs else { return nil }
        let minutes = (nowUs - sinceUs) / 60_000_000
        let why = error.map { ": " + $0 } ?? ""
        return CheckProblem(.unanswered, "\(server) has not answered for \(minutes / 60)h \(minutes % 60)m\(why)")
    }
}
