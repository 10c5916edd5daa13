/// Take a lease on the live set.
public struct LeaseRequest: Codable, Sendable, Equatable {
    /// What the lease is for, as lists show it.
    public var holder: String
    /// The process that reads: the lease ends with it.
    public var pid: Int32
    /// The longest the lease may last.
    public var seconds: Int64

    public init(holder: String, pid: Int32, seconds: Int64) {
        self.holder = holder
        self.pid = pid
        self.seconds = seconds
    }
}
