/// The entries that a message may belong to by what they are found by: first those of its conversation and question, each
/// chain from the newest on, then those of the conversation whose question is not known.
struct Candidates {
    private enum Stage { case question, conversation, digest, anything }

    /// A message without a question looks at no more of a conversation's entries, the newest.
    private static let mostSiblings = 1024

    private let conversation: Conversation
    private let half: Half
    private var stage: Stage
    private var hash: UInt64
    private var at: Int32
    private var siblings = 0

    /// - Parameter hash: of the conversation and the message.
    @inline(__always)
    init(_ conversation: Conversation, _ half: Half, _ hash: UInt64, _ table: inout PendingTable) {
        self.conversation = conversation
        self.half = half
        self.hash = hash
        if half.message.hasQuestion {
            stage = .question
            at = table.chain(hash)
        } else {
            stage = .anything
            at = table.newest(of: conversation)
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
                if entry.pointee.conversation == conversation { return found }
            }
            guard advance(table) else { return -1 }
        }
    }

    /// Goes on to the next chain; false: there is none.
    private mutating func advance(_ table: borrowing PendingTable) -> Bool {
        if stage == .question, table.withoutQuestion > 0 {
            stage = .conversation
            hash = table.hash(conversation)
        } else if stage == .question || stage == .conversation, table.digested > 0 {
            stage = .digest
            hash = table.hash(conversation, QuestionDigest(half))
        } else {
            return false
        }
        at = table.chain(hash)
        return true
    }
}
