/// Where a capture's file belongs, and how large it is.
public struct CapturePlace: Sendable, Equatable {
    public var id: Int64
    public var state: CaptureState
    /// Relative to the data root.
    public var path: String
    public var sizeBytes: Int64
}
