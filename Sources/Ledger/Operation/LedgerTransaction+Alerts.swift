import GRDB

/// What is known of alerts that are not quiet: a row of `meta` for each, under the chain like all others.
extension LedgerTransaction {
    static let alertPrefix = "alert:"

    /// Keeps what is known of an alert, and says in the chain what has become of it; nil forgets it.
    public func setAlert(
        _ name: String, subject: String, value: String?, from: String, to: String, why: String?
    ) throws {
        let key = Self.alertPrefix + name + "/" + subject
        if let value {
            try db.executeCached(
                sql: """
                    INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """, arguments: [key, value])
        } else {
            try db.executeCached(sql: "DELETE FROM meta WHERE key = ?", arguments: [key])
            if from == to, db.changesCount == 0 { return }
        }
        if from != to {
            try append(kind: "alert", subject: name + " " + subject, from: from, to: to, why: why)
        }
    }
}

extension LedgerView {
    /// What is known of alerts, by `<name>/<subject>`.
    public func alerts() throws -> [String: String] {
        let prefix = LedgerTransaction.alertPrefix
        var found: [String: String] = [:]
        // ';' follows ':' in ASCII: all keys that begin with the prefix.
        for row in try Row.fetchAll(
            db, sql: "SELECT key, value FROM meta WHERE key > ? AND key < ?", arguments: [prefix, "alert;"])
        {
            found[String((row["key"] as String).dropFirst(prefix.count))] = row["value"]
        }
        return found
    }
}
