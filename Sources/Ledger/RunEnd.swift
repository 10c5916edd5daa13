/// How an attempt of a run ended.
public struct RunEnd: Sendable, Equatable {
    public var run: Int64
    public var attempt: Int64
    public var incarnation: Int64
    public var state: RunState
    /// `completed`, `failed`, `interrupted`, `orphaned`, `cancelled` or `superseded`.
    public var outcome: String
    /// When the next attempt may start.
    public var availableUs: Int64?
    public var exitCode: Int32?
    public var message: String?
    /// JSON: what the run did.
    public var result: String?

    public init(
        run: Int64, attempt: Int64, incarnation: Int64, state: RunState, outcome: String, availableUs: Int64? = nil,
        exitCode: Int32? = nil, message: String? = nil, result: String? = nil
    ) {
        self.run = run
        self.attempt = attempt
        self.incarnation = incarnation
        self.state = state
        self.outcome = outcome
        self.availableUs = availableUs
        self.exitCode = exitCode
        self.message = message
        self.result = result
    }

    /// What a run that an operator ended says: `cancelled by ann(1000): wrong day`.
    public static func cancellation(by who: String, reason: String?) -> String {
        "cancelled by \(who)" + (reason.map { ": \($0)" } ?? "")
    }
}
