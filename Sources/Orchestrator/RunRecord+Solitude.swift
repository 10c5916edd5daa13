import Ledger

extension RunRecord {
    /// It was running twice when the daemon died: it takes nobody with it the next time.
    var goesAlone: Bool { orphaned >= 2 }
}
