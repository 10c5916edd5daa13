/// The body of an answer that is not a success.
public struct ErrorReply: Codable, Sendable, Equatable {
    public var error: String
    public var code: ControlError.Code

    public init(error: String, code: ControlError.Code) {
        self.error = error
        self.code = code
    }
}
