/// A key that is none. The message never has a part of it.
public struct PseudonymKeyError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
}
