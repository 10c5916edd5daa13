/// What a comparison of a capture's bytes with those of its relatives has found.
public struct PrefixFindings: Sendable, Equatable {
    /// So many bytes are the head of a capture. Captures that begin with each other have the same head.
    public static let headBytes: Int64 = 4096

    /// SHA-256 of the head; `nil` if the capture is shorter than that.
    public var headSha256: String?
    /// All that it was compared with.
    public var compared: Set<Int64>
    /// Captures with whose bytes it begins.
    public var contained: Set<Int64>
    /// Captures that begin with its bytes.
    public var containers: Set<Int64>

    public init(
        headSha256: String? = nil, compared: Set<Int64> = [], contained: Set<Int64> = [], containers: Set<Int64> = []
    ) {
        self.headSha256 = headSha256
        self.compared = compared
        self.contained = contained
        self.containers = containers
    }
}
