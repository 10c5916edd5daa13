import GRDB

/// Reads of one consistent snapshot.
public struct LedgerView {
    let db: Database

    public func ledgerID() throws -> String {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'ledger_id'") ?? ""
    }

    /// Whether captures of a server are known.
    public func knows(server: String) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM capture_counts WHERE server = ?)", arguments: [server]) ?? false
    }

    /// Numbers as a statement takes them: `IN (SELECT value FROM json_each(?))`.
    static func list(_ ids: some Sequence<Int64>) -> String {
        "[" + Set(ids).sorted().map(String.init).joined(separator: ",") + "]"
    }
}
