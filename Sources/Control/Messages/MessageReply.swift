/// An answer that is only for people.
public struct MessageReply: Codable, Sendable, Equatable {
    public var message: String

    public init(message: String) { self.message = message }
}
