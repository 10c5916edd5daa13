/// Give a lease back.
public struct ReleaseRequest: Codable, Sendable, Equatable {
    public var lease: Int64

    public init(lease: Int64) { self.lease = lease }
}
