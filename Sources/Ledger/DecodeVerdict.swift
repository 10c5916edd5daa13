/// What a decode commit made of its capture.
public enum DecodeVerdict: Sendable, Equatable {
    case loaded
    /// The content is live already under another capture; the rows were discarded.
    case duplicate(of: Int64)
}
