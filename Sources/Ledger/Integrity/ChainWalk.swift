import DurableIO
import Foundation
import GRDB
import Model

/// One walk along the chain of events: recomputes the hashes, and gathers what the events say of captures and runs.
struct ChainWalk {
    /// What the events say of one capture or run.
    struct States: Equatable {
        /// The state before the first event; `nil`: that one made it.
        var first: String?
        var last: String
    }

    private(set) var hash: Data
    private(set) var captures: [Int64: States] = [:]
    private(set) var runs: [Int64: States] = [:]
    /// The digest of the rows that the newest event with one has.
    private(set) var digest: String?
    private var expected: Int64
    private let checkpoints: [Int64: [LedgerCheckpoint]]

    /// - Parameters:
    ///   - seq: the number of the event before the first one, and its hash.
    ///   - checkpoints: those of events behind it.
    init(seq: Int64, hash: Data, checkpoints: [LedgerCheckpoint] = []) {
        self.hash = hash
        expected = seq + 1
        self.checkpoints = Dictionary(grouping: checkpoints, by: \.seq)
    }

    mutating func take(_ row: Row, into report: inout LedgerVerification) {
        let seq: Int64 = row["seq"]
        let body: String = row["body"]
        let stored: Data = row["hash"]
        report.events += 1
        if seq != expected { report.add("event \(expected) is missing (the next one is \(seq))") }
        expected = seq + 1
        if EventChain.hash(previous: hash, body: body) != stored { report.add("event \(seq): its hash does not fit") }
        hash = stored
        for checkpoint in checkpoints[seq] ?? [] where checkpoint.hash != stored.hexadecimal {
            report.add("event \(seq): the chain was rewritten; a checkpoint of \(checkpoint.timeText) has another hash")
        }
        guard let event = try? EventChain.decode(body) else {
            report.add("event \(seq): its body cannot be read")
            return
        }
        if event.seq != seq || event.capture != row["capture"] as Int64? || event.run != row["run"] as Int64? {
            report.add("event \(seq): its columns differ from its body")
        }
        if let sums = event.sums { digest = sums }
        guard let to = event.to else { return }
        if event.kind == "capture", let id = event.capture { Self.note(event, to, &captures[id]) }
        if event.kind == "run", let id = event.run { Self.note(event, to, &runs[id]) }
    }

    /// Looks for checkpoints behind the end.
    func finish(into report: inout LedgerVerification) {
        for (seq, lost) in checkpoints.sorted(by: { $0.key < $1.key }) where seq >= expected {
            report.add(
                "the chain ends with event \(expected - 1), but a checkpoint of \(lost[0].timeText) knows event \(seq)")
        }
    }

    private static func note(_ event: EventRecord, _ to: String, _ states: inout States?) {
        states = States(first: states == nil ? event.from : states?.first, last: to)
    }
}
