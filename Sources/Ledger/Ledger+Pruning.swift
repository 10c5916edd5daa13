extension Ledger {
    /// Removes the details that are older than an instant: events (their anchor stays), runs that have ended with their
    /// attempts, settled moves, operators' actions, listings, leases, files that are gone. Done in small transactions, so
    /// that others get their turn; may be cut off and done again.
    ///
    /// Errors: `LedgerError.damaged` if the chain does not hold; `CancellationError`.
    public func prune(beforeUs: Int64, step: Int = 1000) async throws -> PrunedDetails {
        // What this writes down itself is not to be pruned at once.
        let beforeUs = min(beforeUs, now())
        var pruned = PrunedDetails()
        while case let count = try await write({ try $0.pruneEvents(beforeUs: beforeUs, limit: step) }), count > 0 {
            pruned.events += count
            try Task.checkCancellation()
        }
        for detail in LedgerDetail.allCases {
            pruned.rows += try await inSteps {
                try $0.prune(detail, after: $1, beforeUs: beforeUs, limit: step)
            }
        }
        // Last: what the files referred to.
        pruned.runs = try await inSteps { try $0.pruneRuns(after: $1, beforeUs: beforeUs, limit: step) }
        return pruned
    }

    private func inSteps(
        _ step: @escaping @Sendable (LedgerTransaction, Int64) throws -> (removed: Int, next: Int64?)
    ) async throws -> Int {
        var (removed, next): (Int, Int64?) = (0, 0)
        while let from = next {
            let result = try await write { try step($0, from) }
            removed += result.removed
            next = result.next
            try Task.checkCancellation()
        }
        return removed
    }
}
