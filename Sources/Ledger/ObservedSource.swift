/// A sighting and what the ledger knows about it.
public struct ObservedSource: Sendable, Equatable {
    public var sighting: SourceSighting
    public var capture: Int64
    public var state: CaptureState
    /// Since when the file has had this size and time.
    public var unchangedSinceUs: Int64
}
