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
