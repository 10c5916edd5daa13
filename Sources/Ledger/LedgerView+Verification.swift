import Foundation
import GRDB

extension LedgerView {
    /// Recomputes the chain, and compares the states of captures and runs with what the events give. Reports at most
    /// 100 problems.
    public func verify() throws -> LedgerVerification {
        var report = LedgerVerification(events: 0, head: "", captures: 0, runs: 0, problems: [])
        var captureStates: [Int64: String] = [:]
        var runStates: [Int64: String] = [:]
        var previous = Data(repeating: 0, count: 32)
        var expected: Int64 = 1
        let rows = try Row.fetchCursor(db, sql: "SELECT seq, capture, run, body, hash FROM events ORDER BY seq")
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            let body: String = row["body"]
            let hash: Data = row["hash"]
            report.events += 1
            if seq != expected { report.add("event \(expected) is missing (the next one is \(seq))") }
            expected = seq + 1
            if EventChain.hash(previous: previous, body: body) != hash {
                report.add("event \(seq): its hash does not fit")
            }
            previous = hash
            guard let event = try? EventChain.decode(body) else {
                report.add("event \(seq): its body cannot be read")
                continue
            }
            if event.seq != seq || event.capture != row["capture"] as Int64? || event.run != row["run"] as Int64? {
                report.add("event \(seq): its columns differ from its body")
            }
            if event.kind == "capture", let capture = event.capture, let to = event.to { captureStates[capture] = to }
            if event.kind == "run", let run = event.run, let to = event.to { runStates[run] = to }
        }
        report.head = previous.map { String(format: "%02x", $0) }.joined()
        report.captures = try compare("captures", captureStates, into: &report)
        report.runs = try compare("runs", runStates, into: &report)
        try compareCounts(into: &report)
        let check = try String.fetchAll(db, sql: "PRAGMA quick_check")
        if check != ["ok"] { for line in check.prefix(10) { report.add("sqlite: " + line) } }
        return report
    }

    private func compareCounts(into report: inout LedgerVerification) throws {
        let differing = try Row.fetchAll(
            db,
            sql: """
                SELECT server, state, sum(captures) AS difference FROM (
                    SELECT server, state, count(*) AS captures, sum(size_bytes) AS bytes FROM captures GROUP BY server, state
                    UNION ALL SELECT server, state, -captures, -bytes FROM capture_counts)
                GROUP BY server, state HAVING sum(captures) <> 0 OR sum(bytes) <> 0 LIMIT 10
                """)
        for row in differing {
            report.add(
                "capture_counts of \(row["server"] as String), \(row["state"] as String): off by \(row["difference"] as Int64)"
            )
        }
    }

    private func compare(_ table: String, _ states: [Int64: String], into report: inout LedgerVerification) throws
        -> Int64
    {
        var seen: Int64 = 0
        let rows = try Row.fetchCursor(db, sql: "SELECT id, state FROM \(table) ORDER BY id")
        while let row = try rows.next() {
            let id: Int64 = row["id"]
            let state: String = row["state"]
            seen += 1
            if states[id] != state {
                report.add("\(table) \(id): is \(state), but its events say \(states[id] ?? "nothing")")
            }
        }
        if seen < Int64(states.count) {
            report.add("\(table): \(Int64(states.count) - seen) rows that events name are missing")
        }
        return seen
    }
}

extension LedgerVerification {
    mutating func add(_ problem: String) { if problems.count < 100 { problems.append(problem) } }
}
