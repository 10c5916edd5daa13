import Glibc

/// The error that a failpoint was told to give.
public struct FailpointError: Error, Sendable, Equatable, CustomStringConvertible {
    public let point: Failpoint
    /// As `errno`; nil: an error without a number.
    public let code: Int32?

    public var description: String {
        "failpoint \(point.rawValue)" + (code.map { ": " + String(cString: strerror($0)) } ?? "")
    }
}
