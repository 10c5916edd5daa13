/// A TCP connection while it is made: where both sides are.
struct Conversation {
    let flow: Flow
    var time: Int64
    /// The next sequence number of each side.
    var client: UInt32
    var server: UInt32
}
