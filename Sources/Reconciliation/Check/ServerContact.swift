/// Whether a server answers when it is asked for captures.
public struct ServerContact: Sendable, Equatable {
    /// A server that is silent for so long is a problem; microseconds.
    public static let patienceUs: Int64 = 600_000_000
    /// One question may be lost.
    public static let leastQuestions = 2

    public let server: String
    public private(set) var answeredUs: Int64?
    /// When it was asked first without an answer, since its last one.
    public private(set) var silentSinceUs: Int64?
    public private(set) var questions = 0
    public private(set) var error: String?

    public init(server: String) { self.server = server }

    public mutating func answered(atUs: Int64) {
        answeredUs = atUs
        (silentSinceUs, questions, error) = (nil, 0, nil)
    }

    /// - Parameter askedUs: when the question was put.
    public mutating func failed(_ message: String, askedUs: Int64) {
        silentSinceUs = silentSinceUs ?? askedUs
        questions += 1
        error = message
    }

    public func problem(nowUs: Int64) -> CheckProblem? {
        guard let silentSinceUs, questions >= Self.leastQuestions, nowUs - silentSinceUs >= Self.patienceUs else {
            return nil
        }
        let minutes = (nowUs - silentSinceUs) / 60_000_000
        return CheckProblem(
            .unanswered,
            "\(server) has not answered for \(minutes / 60)h \(minutes % 60)m, asked \(questions) times: \(error ?? "")"
        )
    }
}
