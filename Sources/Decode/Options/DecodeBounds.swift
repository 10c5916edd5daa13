/// How much the decoder keeps in memory at the same time. Beyond, the oldest or what comes is let go, and counted.
///
/// With the values below it is meant for a gibibyte; `DecodeOptions.fit(intoMemory:)` lowers them for less.
public struct DecodeBounds: Sendable {
    /// Bytes of the messages that wait; beyond, the oldest goes out as unanswered.
    public var waitingBytes = 48 << 20
    /// TCP connections; beyond, the half that has been idle longest ends.
    public var connections = 65_536
    /// Bytes of segments and of unfinished messages; beyond, likewise.
    public var streamBytes = 48 << 20
    /// Bytes that one direction may keep behind a hole; beyond, the hole is given up. Less when many do so.
    public var disorderBytes = 4 << 20
    /// Datagrams whose fragments are not all there; beyond, fragments of others are dropped.
    public var datagrams = 16_384
    /// Bytes of fragments; beyond, they are dropped.
    public var fragmentBytes = 24 << 20
    /// Bytes of texts and lists in a batch; with more it is handed over before it has all its rows. A row may add a few
    /// millions: a message of 64 KiB may hold thousands of names of a thousand characters each.
    public var batchBytes = 32 << 20

    public init() {}
}
