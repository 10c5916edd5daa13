import Foundation
import RealServers

/// Waiting for what goes on by itself, and what must be true then.
extension Installation {
    struct NeverTrue: Error, CustomStringConvertible { var description: String }

    /// Looks again whenever the ledger or what it steers has changed; for what leaves no trace there, once a second.
    func wait(
        _ what: String, for daemon: RunningDaemon? = nil, seconds: Double = 120, until isTrue: () throws -> Bool
    ) throws {
        let end = Date().addingTimeInterval(seconds)
        let events = DirectoryEvents([root, root + "/work", folder[""]])
        while try !isTrue() {
            guard Date() < end else {
                let (files, runs) = (try control("files").output, try control("runs", "--limit", "20").output)
                throw NeverTrue(
                    description: "not true after \(seconds) s: \(what)\n\(files)\n\(runs)\n\(daemon?.output ?? "")")
            }
            events.wait(atMostMilliseconds: 1000)
        }
    }

    /// Waits until the captures, by name, are in these states, and there are no others.
    func wait(for daemon: RunningDaemon?, states: [String: String]) throws {
        try wait("the captures are \(states)", for: daemon) {
            Dictionary(try files().map { ($0.name, $0.state) }) { $0 + "," + $1 } == states
        }
    }

    /// What still waits for an answer becomes rows, and no capture follows any more.
    func endChains(for daemon: RunningDaemon?) throws {
        try folder.write(BusyJobs.decode(flushAfter: "0s"), to: "jobs.d/30-decode.toml")
        try control("reload")
        try wait("what waits has been written out", for: daemon) {
            try LedgerGlance(self).number("SELECT count(*) FROM states WHERE status = 'open'") == 0
        }
    }

    /// The tables beside those of straight decodes; empty if they are equal.
    func differences(_ straight: [StraightDecode]) throws -> [String] {
        let files = try files().filter { ["archived", "expired"].contains($0.state) }
        return try straight.flatMap { straight in
            let ids = straight.captures.compactMap { path in
                let name = path.split(separator: "/").last.map(String.init) ?? path
                // Duplicates came later, and have no rows.
                return files.filter {
                    $0.server == straight.server && ($0.name == name || $0.name.hasSuffix("-" + name))
                }.map(\.id).min()
            }
            return try ["dns", "icmp"].compactMap { table -> String? in
                let wanted = try straight.digest(table)
                let found = try straight.digest(table, in: self, captures: ids)
                if wanted == found { return nil }
                let rows = try straight.otherRows(of: table, in: self, captures: ids).joined(separator: "\n")
                return "\(table) of \(straight.server): \(found) instead of \(wanted)\ncaptures \(ids)\n\(rows)"
            }
        }
    }

    /// What verification and doctor find.
    func complaints(offline: Bool = false) throws -> [String] {
        let commands = offline ? [["doctor"]] : [["ledger", "verify"], ["doctor"]]
        return try commands.compactMap { words in
            let outcome = try control(words)
            return outcome.code == 0 ? nil : "\(words): \(outcome.output)"
        }
    }
}
