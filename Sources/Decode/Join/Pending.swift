/// A query that waits, one that has been answered, or a zone transfer that goes on. Lives in the pool of `PendingTable`.
struct Pending: BitwiseCopyable {
    enum State: UInt8 { case free, waiting, answered, transfer }

    var state = State.free
    var conversation: Conversation
    var hash: UInt64
    /// Neighbours in the list that is ordered by `eventTime`, and in the hash chain, which has the same order; −1: none.
    var older: Int32 = -1
    var newer: Int32 = -1
    var chained: Int32 = -1
    var chainedNewer: Int32 = -1
    /// When the query came, was answered, or the transfer last went on, on the capture's clock.
    var eventTime: Int64
    var hasQuery = false
    var query: Half
    /// An answered query that came with the state: nothing of its message is there but `question`, and whether it had one.
    var isDigested = false
    var question = QuestionDigest(first: 0, second: 0)
    /// Bytes that the query's half owns.
    var queryStore = OwnedBytes()
    var roundTrip: Int64 = -1
    var response: Half
    var responseStore = OwnedBytes()
    var responses: Int32 = 0
    var responseBytes: Int64 = 0
}
