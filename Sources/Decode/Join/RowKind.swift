/// What a row of the table `dns` is.
enum RowKind: Int32, CaseIterable {
    case matched, unanswered, response_only, retransmitted, duplicate_response
}
