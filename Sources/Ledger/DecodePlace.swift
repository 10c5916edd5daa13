/// What a decode takes over from its chain and leaves to it.
public struct DecodePlace: Sendable, Equatable {
    /// The state that it takes in.
    public var input: DecoderStateRecord?
    /// Whether what still waits at its end goes into a state (else it becomes rows).
    public var writesState: Bool
    /// Whether that state is published. A capture that is decoded again after its successor writes a state and throws
    /// it away, because the successor has the rows.
    public var publishesState: Bool
}
