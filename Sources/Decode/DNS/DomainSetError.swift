/// A text that is not a domain name.
public struct DomainSetError: Error, Sendable, Equatable, CustomStringConvertible {
    public let name: String
    public let reason: String

    public var description: String { "\"\(name)\" is not a domain name: \(reason); write it like nl or co.uk" }
}
