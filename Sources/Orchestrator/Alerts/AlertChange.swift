import Foundation
import Ledger
import Model

/// What has become of an alert, to be written down.
struct AlertChange: Sendable {
    var key: AlertDispatcher.Key
    var from: AlertState
    /// nil: it is forgotten.
    var machine: AlertMachine?
    /// Said in the event instead of what is wrong.
    var note: String?

    func write(_ tx: LedgerTransaction) throws {
        let value = try machine.map { try JSONEncoder.stable().text($0) }
        let to = machine?.state ?? .quiet
        try tx.setAlert(
            key.alert, subject: key.subject, value: value, from: from.rawValue, to: to.rawValue,
            why: note ?? machine?.detail)
    }
}
