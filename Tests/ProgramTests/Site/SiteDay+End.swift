import Dispatch
import Foundation
import RealServers
import Synchronization

extension SiteDay {
    /// Lets everything finish; gives what is wrong then.
    func finish() throws -> [String] {
        try wakeSilent()
        let expected = servers.reduce(0) { $0 + $1.captures.count }
        let open = "state IN ('announced', 'fetched', 'incoming', 'processing', 'loaded')"
        do {
            try installation.wait("all \(expected) captures are done", for: nil, seconds: 300) {
                let glance = try LedgerGlance(self.installation)
                // Of each server: those with odd names have copies beside them.
                let isDone = try self.servers.allSatisfy { one in
                    try glance.number(
                        """
                        SELECT count(DISTINCT name) FROM captures
                        WHERE server = '\(one.name)' AND state IN ('archived', 'expired', 'duplicate')
                        """) >= one.captures.count
                }
                return try isDone && glance.number("SELECT count(*) FROM captures WHERE \(open)") == 0
            }
        } catch {
            return try ["not all of \(expected) captures are done"] + states()
        }
        try installation.folder.write(SiteJobs.decode(flushAfter: "0s"), to: "jobs.d/30-decode.toml")
        try installation.control("reload")
        try installation.wait("what waits has been written out", for: daemon) {
            try LedgerGlance(self.installation).number("SELECT count(*) FROM states WHERE status = 'open'") == 0
        }
        let (night, orders, differences) = try (night(), orders(), differences())
        if !differences.isEmpty { print(try whereabouts().joined(separator: "\n")) }
        var troubles = try night + orders + differences + installation.complaints()
        let check = try installation.control("status", "--check")
        if check.code != 0 { troubles.append("status --check ends with \(check.code):\n\(check.output)") }
        if let daemon, daemon.stop() != 0 { troubles.append("the daemon did not end in order: \(daemon.output)") }
        daemon = nil
        return try troubles + installation.complaints(offline: true) + memory.growth
    }

    /// Those that never answered are there again: their tables name the port of the real sshd.
    private func wakeSilent() throws {
        var text = String(decoding: try installation.folder.bytes("entrada.toml"), as: UTF8.self)
        for one in servers {
            guard let silence = one.silence else { continue }
            text = text.replacing("port = \(silence.port)\n", with: "port = \(server.port)\n")
        }
        try installation.folder.write(text, to: "entrada.toml")
        try installation.control("reload")
    }

    /// The jobs of the night have run by themselves.
    private func night() throws -> [String] {
        let glance = try LedgerGlance(installation)
        var troubles = try ["compact", "expire", "backup", "verify", "reconcile"].filter { job in
            try glance.number(
                "SELECT count(*) FROM runs WHERE job = '\(job)' AND state = 'completed' AND requested_by IS NULL") == 0
        }.map { job in
            let runs = try glance.texts(
                "SELECT state || ' ' || due_us || ' ' || coalesce(error, '') FROM runs WHERE job = '\(job)'")
            return "\(job) did not run in the night: \(runs)"
        }
        if try glance.number("SELECT count(*) FROM captures WHERE state = 'expired'") == 0 {
            troubles.append("nothing has expired")
        }
        return troubles
    }

    /// The same jobs once more, for what came after them.
    private func orders() throws -> [String] {
        try ["compact", "expire", "backup", "verify", "reconcile"].compactMap { job in
            var outcome = try installation.control("run", job, "--wait", "--reason", "the end of a test")
            // A rewrite whose day changes meanwhile gives way; the next one has what there is.
            for _ in 0..<3 where outcome.code != 0 && outcome.output.contains("superseded") {
                outcome = try installation.control("run", job, "--wait", "--reason", "the end of a test")
            }
            return outcome.code == 0 ? nil : "\(job): \(outcome.output)"
        }
    }

    /// The rows of each server beside those of a straight decode.
    private func differences() throws -> [String] {
        let found = Mutex<[String]>([])
        let (all, installation) = (servers.map { ($0.name, $0.captures) }, installation)
        DispatchQueue.concurrentPerform(iterations: all.count) { index in
            let (name, captures) = all[index]
            do {
                let straight = try StraightDecode(server: name, captures: captures, together: 50)
                for table in ["dns", "icmp"] {
                    let (wanted, have) = (
                        try straight.contents(of: table), try straight.contents(of: table, in: installation)
                    )
                    if wanted != have {
                        found.withLock { $0.append("\(table) of \(name): \(have) instead of \(wanted)") }
                    }
                }
            } catch { found.withLock { $0.append("\(name): \(error)") } }
        }
        return found.withLock { $0.sorted() }
    }

    /// All rows that are live.
    func rows() throws -> Int {
        try ["dns", "icmp"].reduce(0) { try $0 + (installation.number("SELECT count(*) FROM \($1)") ?? 0) }
    }

    /// Captures, files and what has happened to them, for whoever looks for rows.
    private func whereabouts() throws -> [String] {
        let glance = try LedgerGlance(installation)
        return try glance.texts(
            """
            SELECT id || ' ' || server || ' ' || state || ' ' || name || ', packets ' || coalesce(packets, '-')
                || ', replaces ' || coalesce(replaces, '-') || ', duplicate of ' || coalesce(duplicate_of, '-')
                || coalesce(': ' || reason, '') FROM captures ORDER BY server, id
            """)
            + glance.texts(
                """
                SELECT f.id || ' ' || f.path || ' live ' || f.live || ' rows ' || f.rows || ' captures '
                    || (SELECT group_concat(capture || '×' || rows) FROM capture_rows WHERE file = f.id)
                    || coalesce(' masked ' || (SELECT group_concat(capture) FROM masks WHERE file = f.id), '')
                FROM data_files f ORDER BY f.id
                """)
            + glance.texts(
                """
                SELECT id || ' ' || job || ' ' || subject || ' ' || state || coalesce(': ' || error, '') FROM runs
                WHERE job IN ('decode', 'compact', 'expire') ORDER BY id
                """)
    }

    /// Where captures stand, for a message.
    private func states() throws -> [String] {
        let glance = try LedgerGlance(installation)
        return try glance.texts(
            """
            SELECT server || ': ' || count(*) || ' ' || state || ', such as ' || min(name) || coalesce(': ' || min(reason), '')
            FROM captures GROUP BY server, state ORDER BY server, state
            """)
            + glance.texts(
                """
                SELECT job || ' ' || subject || ' ' || state || ': ' || coalesce(error, '') FROM runs
                WHERE error IS NOT NULL ORDER BY id DESC LIMIT 10
                """) + [installation.control("status", "--check").output, installation.control("servers").output]
    }
}
