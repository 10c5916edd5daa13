/// A query that waits, one that has been answered, a zone transfer that goes on, or a response whose query may have been
/// recorded late. Lives in the pool of `PendingTable`.
struct Pending: BitwiseCopyable {
    enum State: UInt8 { case free, waiting, answered, transfer, early }

    /// What an entry is found by.
    enum Key: UInt8 {
        /// Transaction and question: who asks for thousands of names in one transaction makes no search longer.
        case question
        /// The transaction alone: there is no question, or not all of it was captured.
        case transaction
        /// Transaction and the digest of the question: an answered query that came with the state.
        case digest
    }

    var state = State.free
    var key = Key.question
    var transaction: TransactionKey
    /// Of what it is found by.
    var hash: UInt64
    /// Neighbours in the list that is ordered by `eventTime`, and in the hash chain, which has the same order; −1: none.
    var older: Int32 = -1
    var newer: Int32 = -1
    var chained: Int32 = -1
    var chainedNewer: Int32 = -1
    /// Neighbours in the chain of `TransactionIndex`.
    var sibling: Int32 = -1
    var siblingNewer: Int32 = -1
    /// How many entries with its hash there were at most when it came.
    var rank: Int32 = 0
    /// The larger, the later in the list that is ordered by `eventTime`.
    var order: Int64 = 0
    /// When the query came, was answered, or the transfer last went on, on the capture's clock.
    var eventTime: Int64
    /// It came while the clock was in doubt: what its packet says of the time may be wrong.
    var isDoubtful = false
    /// An early response came when its question had been answered already.
    var isRepetition = false
    /// When a transfer last went on, on the capture's clock.
    var activeAt: Int64 = 0
    var hasQuery = false
    var query: ObservedMessage
    /// An answered query that came with the state: nothing of its message is there but `question`, and whether it had one.
    var isDigested = false
    var question = QuestionDigest(first: 0, second: 0)
    /// Bytes that the query owns.
    var queryStore = OwnedBytes()
    var roundTrip: Int64 = -1
    /// The client to be shown in place of the transaction's.
    var proxied: ProxiedClient?
    var response: ObservedMessage
    var responseStore = OwnedBytes()
    /// Further messages of a transfer behind the response's bytes, each with its length in four bytes.
    var moreBytes = 0
    /// There was no room for all of them.
    var lacksMessages = false
    var responses: Int32 = 0
    var responseBytes: Int64 = 0

    /// See `moreBytes`.
    var more: Bytes {
        guard moreBytes > 0, let base = responseStore.base else { return .empty }
        return Bytes(base + response.bytes.count, moreBytes)
    }

    /// Who talks to whom, as a row says it.
    var shown: TransactionKey {
        guard let proxied else { return transaction }
        var shown = transaction
        shown.client = proxied.address
        shown.clientPort = proxied.port
        return shown
    }
}
