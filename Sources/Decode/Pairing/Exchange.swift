/// What is known of a transaction when it is over: what a row is made of.
struct Exchange: BitwiseCopyable {
    var kind: RowKind
    var transaction: TransactionKey
    var query: ObservedMessage?
    /// Of several, the first.
    var response: ObservedMessage?
    /// Of the handshake of its connection, microseconds; −1: unknown.
    var roundTrip: Int64 = -1
    var responses: Int32 = 0
    /// Of all responses.
    var responseBytes: Int64 = 0
    /// Further messages of a transfer, each behind its length in four bytes.
    var more = Bytes.empty
    /// There were more of them than could be kept.
    var lacksMessages = false
}

/// What a row of the table `dns` is.
enum RowKind: Int32, CaseIterable {
    case matched, unanswered, response_only, retransmitted, duplicate_response
}

/// Takes exchanges. What they point to is valid during the call only.
protocol ExchangeSink: AnyObject {
    func write(_ exchange: Exchange) throws
}
