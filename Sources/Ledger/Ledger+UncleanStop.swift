extension Ledger {
    /// Looks at the file as a whole, and at the end of the chain, if the daemon before this one did not end in order.
    /// Gives whether there was a reason to look. To be called before the new incarnation begins.
    ///
    /// Errors: `LedgerError.damaged` that says what is wrong: nothing may be decided from such a ledger.
    public func checkAfterUncleanStop(events: Int64 = 10_000) async throws -> Bool {
        let problems = try await read { view -> [String]? in
            guard let before = try view.currentIncarnation(), !before.ended else { return nil }
            return try view.verifyTail(events: events)
        }
        guard let problems else { return false }
        if problems.isEmpty { return true }
        throw LedgerError.damaged(
            "the daemon before this one did not end in order, and now \(problems.prefix(3).joined(separator: "; "))")
    }
}
