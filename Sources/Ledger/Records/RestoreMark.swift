/// What a ledger says of itself after it was put back from an older copy, until somebody has brought in what the copy
/// does not know: a row of `meta`. While it is there nothing is deleted.
public struct RestoreMark: Codable, Sendable, Equatable {
    /// When the copy was put in the ledger's place, microseconds since the epoch.
    public var timeUs: Int64
    public var who: String
    /// The path of the copy.
    public var copy: String
    /// The copy's newest event, and its hash in lower-case hex; the event after it says that the copy was put back.
    public var seq: Int64
    public var hash: String
    /// The newest event that a checkpoint outside knew of the ledger that was lost, if the copy is older.
    public var lostSeq: Int64?
    public var lostHash: String?

    public init(
        timeUs: Int64, who: String, copy: String, seq: Int64, hash: String, lostSeq: Int64? = nil,
        lostHash: String? = nil
    ) {
        self.timeUs = timeUs
        self.who = who
        self.copy = copy
        self.seq = seq
        self.hash = hash
        self.lostSeq = lostSeq
        self.lostHash = lostHash
    }

    /// One line, for a person.
    public var summary: String {
        let lost = lostSeq.map { ", events up to at least \($0) are lost" } ?? ""
        return "the ledger was restored by \(who) from a backup that ended with event \(seq)\(lost)"
    }
}
