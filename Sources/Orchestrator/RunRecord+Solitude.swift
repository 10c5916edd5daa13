import Ledger

extension RunRecord {
    /// It was running twice when the daemon died: it takes nobody with it the next time.
    var isExclusive: Bool { orphaned >= 2 }
}
