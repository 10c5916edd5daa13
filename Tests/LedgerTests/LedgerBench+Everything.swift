import GRDB
import Model

@testable import Ledger

extension LedgerBench {
    /// Fills every table: captures in all states, rewrites and masks, states of decoders, leases, jobs, operators, and an
    /// anchor in place of the first events.
    func fillEverything() async throws {
        try await ledger.write { tx in
            for state in CaptureState.allCases { _ = try tx.capture(in: state) }
            let (first, second) = (try tx.incomingCapture(name: "x"), try tx.incomingCapture(name: "y"))
            let relatives = Set(
                try tx.view.relatives(of: tx.view.requireCapture(second), headSha256: "h").map(\.id))
            let bad = try tx.view.captures(states: [.quarantined]).map(\.id)
            try tx.compared(
                capture: second,
                PrefixFindings(headSha256: "h", compared: relatives.union(bad), contained: Set(bad)), run: nil)
            try tx.decoded(
                first, try tx.claimed(first), state: DecodeCommit.State(path: "state/ns1/x", bytes: 1, sha256: "s"))
            let open = try tx.view.openState(server: "ns1")
            // A file with rows of two captures, of which one is decoded again: a mask.
            try tx.decoded(
                second, try tx.claimed(second), rows: [first: 3, second: 4], consumed: open.map { [$0.id] } ?? [])
            try tx.reprocess(capture: second, who: "op", why: nil)
            try tx.settleAll()
            try tx.decoded(second, try tx.claimed(second))
            try tx.recordTrouble(capture: second, error: "denied", isHopeless: true, run: nil) { $0 }
            try tx.syncJobs([JobRecord(name: "a", kind: "fetch", definitionSha256: "1", enabled: true)])
            try tx.pause(job: "a", who: "op", reason: "maintenance", untilUs: 5)
            _ = try tx.recordAction(
                OperatorAction(
                    requestID: "r1", who: "op(1000)", uid: 1000, pid: 5, action: "run", subject: "job", reason: "why",
                    result: "run 1"))
            _ = try tx.lease(holder: "query", pid: 1, seconds: 60)
        }
        while try await ledger.write({ try $0.pruneEvents(beforeUs: .max, limit: 20) }) == 20 {
            if try await ledger.read({ try $0.anchor()?.events ?? 0 }) >= 40 { break }
        }
        try await ledger.write { try $0.append(kind: "daemon", subject: "the last event") }
    }
}
