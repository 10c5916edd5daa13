import Foundation
import Ledger

/// What has become of an alert, to be written down.
struct AlertChange: Sendable {
    var key: AlertDesk.Key
    var from: AlertState
    /// nil: it is forgotten.
    var machine: AlertMachine?
    /// Said in the event instead of what is wrong.
    var note: String?

    func write(_ tx: LedgerTransaction) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let value = try machine.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let to = machine?.state ?? .quiet
        try tx.setAlert(
            key.alert, subject: key.subject, value: value, from: from.rawValue, to: to.rawValue,
            why: note ?? machine?.detail)
    }
}
