/// One message and the datagram or stream that carried it.
struct ObservedMessage: BitwiseCopyable {
    var time: Int64
    /// 0: the frame was in an earlier capture.
    var frame: Int64
    var ttl: UInt8
    var dontFragment: Bool
    var isTruncated: Bool
    var fragments: Int32
    /// Declared length of the message, bytes.
    var length: Int32
    var message: Message
    var bytes: Bytes

    /// Nothing of it is there.
    static var absent: ObservedMessage {
        ObservedMessage(
            time: 0, frame: 0, ttl: 0, dontFragment: false, isTruncated: false, fragments: 0, length: 0,
            message: Message(), bytes: Bytes.empty)
    }
}

extension ObservedMessage {
    @inline(__always)
    init(_ carried: TransportMessage, _ message: Message, isTruncated: Bool) {
        self.init(
            time: carried.datagram.time, frame: carried.datagram.frame, ttl: carried.datagram.ttl,
            dontFragment: carried.datagram.dontFragment, isTruncated: isTruncated,
            fragments: carried.datagram.fragments, length: Int32(truncatingIfNeeded: carried.declaredLength),
            message: message, bytes: carried.bytes)
    }
}

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
    case matched, unanswered, responseOnly, retransmitted, duplicateResponse

    /// What the column `row_kind` has.
    var name: String {
        switch self {
        case .matched: "matched"
        case .unanswered: "unanswered"
        case .responseOnly: "response_only"
        case .retransmitted: "retransmitted"
        case .duplicateResponse: "duplicate_response"
        }
    }
}

/// Takes exchanges. What they point to is valid during the call only.
protocol ExchangeSink: AnyObject {
    func write(_ exchange: Exchange) throws
}
