/// What all captures of a decode held together.
public struct DecodeTotals: Sendable, Equatable {
    public var packets: Int64 = 0
    /// DNS messages with a whole header.
    public var messages: Int64 = 0
    public var queries: Int64 = 0
    public var responses: Int64 = 0
    /// How often each thing was wrong with the input.
    public var errors: [String: Int64] = [:]
    public var warnings: [String] = []

    public init() {}
}
