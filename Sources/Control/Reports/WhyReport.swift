public import Ledger
import Model

/// `entradactl why`: why a job, a run, a name server or a capture does not go on, or that it does.
public struct WhyReport: Codable, Sendable, Equatable {
    /// One reason. Several may hold at the same time; the first is the one to look at.
    public struct Answer: Codable, Sendable, Equatable {
        public var why: String
        /// What to do about it; `nil`: nothing, it goes on by itself.
        public var advice: String?

        public init(_ why: String, advice: String? = nil) {
            self.why = why
            self.advice = advice
        }
    }

    public var schema: Int
    /// `job NAME`, `run 12`, `server NAME`, `capture 4711 (NAME of SERVER)`.
    public var subject: String
    public var state: String
    public var answers: [Answer]

    /// - Parameters:
    ///   - key: a run's number (`12`, `run:12`), `capture:4711`, a job, a server (`server:ns1` where a job has
    ///     the same name), or the name of a capture.
    ///   - live: what the running daemon adds; nil when there is none.
    ///   - waiting: why each waiting run is not started, as the daemon has it.
    ///
    /// - Throws: `LedgerError.notFound`.
    public init(
        view: LedgerView, key: String, live: LiveStatus?, waiting: [Int64: String], nowUs: Int64
    ) throws {
        schema = 1
        let diagnosis = Diagnosis(view: view, live: live, waiting: waiting, nowUs: nowUs)
        if let run = ObjectKey(key).run {
            let record = try view.requireRun(run)
            subject = "run \(run) of \(record.job) (\(record.subject))"
            state = record.state.rawValue
            answers = try diagnosis.about(run: record)
        } else if let name = try Self.server(key, view: view, live: live) {
            let server = live?.servers?.first { $0.name == name }
            subject = "server \(name)"
            state = server.map { $0.enabled ? "on" : "off" } ?? "unknown"
            answers = try diagnosis.about(server: name)
        } else if ObjectKey(key) == .name(key), let job = try view.jobs().first(where: { $0.name == key }) {
            subject = "job \(job.name)"
            state = job.enabled ? (job.isPaused(nowUs: nowUs) ? "paused" : "ready") : "off"
            answers = try diagnosis.about(job: job)
        } else {
            guard let capture = try CaptureTrace.find(key, in: view).first else {
                throw LedgerError.notFound("\(key): no job, run, server or capture of this name")
            }
            subject = "capture \(capture.id) (\(capture.name) of \(capture.server))"
            state = capture.state.rawValue
            answers = try diagnosis.about(capture: capture)
        }
        // What holds everything back comes first.
        if Self.isOpen(state) { answers = try diagnosis.general() + answers }
    }

    /// The server that a key means: a job of the same name comes first.
    private static func server(_ key: String, view: LedgerView, live: LiveStatus?) throws -> String? {
        let (name, isServer) = Self.server(of: key)
        let isKnown =
            try live?.servers?.contains { $0.name == name } == true || view.backlog().contains { $0.server == name }
        if !isKnown {
            if isServer { throw LedgerError.notFound("server \(name)") }
            return nil
        }
        return try !isServer && view.jobs().contains { $0.name == key } ? nil : name
    }

    /// The name that a server would have by a key, and whether the key can be nothing else.
    private static func server(of key: String) -> (name: String, isServer: Bool) {
        if case .server(let name) = ObjectKey(key) { (name, true) } else { (key, false) }
    }

    /// The runs of whose waiting the answers tell; few.
    static func waitingRuns(view: LedgerView, key: String) throws -> [Int64] {
        let open = RunState.allCases.filter { !$0.isFinal && $0 != .running }
        if let run = ObjectKey(key).run { return [run] }
        if ObjectKey(key) == .name(key), try view.jobs().contains(where: { $0.name == key }) {
            // The oldest ones are told, and the list has the newest first.
            return try view.runs(job: key, states: open, limit: 10_000).suffix(2 * Diagnosis.maximumRuns).map(\.id)
        }
        let (name, isServer) = Self.server(of: key)
        let ofServer = try view.runs(states: open, subject: .server(name), limit: Diagnosis.maximumRuns).map(\.id)
        if !ofServer.isEmpty || isServer { return ofServer }
        guard let capture = try CaptureTrace.find(key, in: view).first else { return [] }
        return try [RunSubject.capture(capture.id), .server(capture.server)].flatMap { subject in
            try view.runs(states: open, subject: subject, limit: Diagnosis.maximumRuns).map(\.id)
        }
    }

    private static func isOpen(_ state: String) -> Bool {
        if let run = RunState(rawValue: state) { return !run.isFinal }
        guard let capture = CaptureState(rawValue: state) else { return true }
        return [.announced, .fetched, .incoming, .processing, .loaded].contains(capture)
    }
}
