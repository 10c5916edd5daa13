import RealServers

extension KillLoop {
    /// Lets everything finish, what waits for an answer written out; gives what is wrong then.
    func finish() throws -> [String] {
        try installation.wait("every capture has been decoded", for: daemon) {
            let states = try self.installation.files().map(\.state)
            return states.count == self.captureCount && states.allSatisfy { ["archived", "expired"].contains($0) }
        }
        try installation.endChains(for: daemon)
        for job in ["compact", "expire", "backup", "verify"] {
            var outcome = try installation.control("run", job, "--wait", "--reason", "the end of a test")
            // A rewrite whose day changes meanwhile gives way; the next one has what there is.
            for _ in 0..<3 where outcome.code != 0 && outcome.output.contains("superseded") {
                outcome = try installation.control("run", job, "--wait", "--reason", "the end of a test")
            }
            if outcome.code != 0 { return ["\(job): \(outcome.output)"] }
        }
        var troubles = try installation.differences(straight) + installation.complaints()
        if let daemon, daemon.stop() != 0 { troubles.append("the last daemon did not end in order: \(daemon.output)") }
        daemon = nil
        troubles += try installation.differences(straight) + installation.complaints(offline: true)
        return try troubles + openEnds() + leftovers()
    }

    /// Runs that have failed for good, and what the ledger has not ended.
    private func openEnds() throws -> [String] {
        let glance = try LedgerGlance(installation)
        return try glance.texts("SELECT job || ' ' || subject || ': ' || error FROM runs WHERE state = 'discarded'")
            + glance.texts("SELECT 'open: ' || source FROM intents WHERE status <> 'done'")
            + glance.texts("SELECT job || ' is running' FROM runs WHERE state = 'running'")
    }

    /// What lies about, and should not.
    private func leftovers() -> [String] {
        let empty = ["captures", "incoming", "processing", "quarantine", "work", "trash"]
        let files = empty.flatMap { area in installation.paths(area).map { "left: \(area)/\($0)" } }
        let halves = installation.paths("").filter { $0.hasSuffix(".part") }.map { "half a file: \($0)" }
        let workers = ProcessTable.processes(naming: installation.root).map {
            "process \($0): \(ProcessTable.arguments(of: $0))"
        }
        return files + halves + workers
    }
}
