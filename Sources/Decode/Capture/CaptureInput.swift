/// A capture file to decode.
public struct CaptureInput: Sendable, Equatable {
    public var id: Int64
    /// `-` is standard input.
    public var path: String

    public init(id: Int64, path: String) {
        self.id = id
        self.path = path
    }
}
