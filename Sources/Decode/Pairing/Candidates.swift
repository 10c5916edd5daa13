/// The entries that a message may belong to by what they are found by: first those of its transaction and question, each
/// chain from the newest on, then those of the transaction whose question is not known.
struct Candidates {
    private enum Stage { case question, transaction, digest, anything }

    /// A message without a question looks at no more of a transaction's entries, the newest.
    private static let mostSiblings = 1024

    private let transaction: TransactionKey
    private let observed: ObservedMessage
    private var stage: Stage
    private var hash: UInt64
    private var at: Int32
    private var siblings = 0

    /// - Parameter hash: of the transaction and the message.
    @inline(__always)
    init(_ transaction: TransactionKey, _ observed: ObservedMessage, _ hash: UInt64, _ table: inout PendingTable) {
        self.transaction = transaction
        self.observed = observed
        self.hash = hash
        if observed.message.hasQuestion {
            stage = .question
            at = table.chain(hash)
        } else {
            stage = .anything
            at = table.newest(of: transaction)
        }
    }

    /// The next one; −1: that was all. The entry before it may have been changed, but not removed.
    @inline(__always)
    mutating func next(_ table: borrowing PendingTable) -> Int32 {
        while true {
            while at >= 0 {
                let (found, entry) = (at, table.entries + Int(at))
                if stage == .anything {
                    siblings += 1
                    at = siblings < Self.mostSiblings ? entry.pointee.sibling : -1
                } else {
                    at = entry.pointee.chained
                    guard entry.pointee.hash == hash else { continue }
                }
                if entry.pointee.transaction == transaction { return found }
            }
            guard advance(table) else { return -1 }
        }
    }

    /// Goes on to the next chain; false: there is none.
    private mutating func advance(_ table: borrowing PendingTable) -> Bool {
        if stage == .question, table.withoutQuestion > 0 {
            stage = .transaction
            hash = table.hash(transaction)
        } else if stage == .question || stage == .transaction, table.digested > 0 {
            stage = .digest
            hash = table.hash(transaction, QuestionDigest(observed))
        } else {
            return false
        }
        at = table.chain(hash)
        return true
    }
}
