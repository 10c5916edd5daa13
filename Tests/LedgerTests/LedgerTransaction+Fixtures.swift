import GRDB
import Model

@testable import Ledger

/// The shortest legal way to things that tests start from.
extension LedgerTransaction {
    func incarnation() throws -> Int64 {
        if let current = try view.currentIncarnation(), !current.ended { return current.id }
        return try beginIncarnation(bootID: "boot", pid: 1, program: "test").id
    }

    func newRun(job: String = "job", subject: RunSubject = .whole, cause: RunCause = "at:1") throws -> Int64 {
        try createRun(
            NewRun(
                job: job, kind: "decode", subject: subject, cause: cause, priority: 0, nominalUs: 0, dueUs: 0)
        ).id
    }

    /// A run that is running, and how its attempt ends well.
    func startedRun(job: String = "job", subject: RunSubject = .whole, cause: RunCause? = nil) throws -> RunEnd {
        let number = try Int64.fetchOne(db, sql: "SELECT count(*) FROM runs") ?? 0
        let run = try newRun(job: job, subject: subject, cause: cause ?? "n:\(number)")
        let incarnation = try incarnation()
        let attempt = try start(run: run, incarnation: incarnation)
        return RunEnd(run: run, attempt: attempt, incarnation: incarnation, state: .completed, outcome: .completed)
    }

    func settleAll() throws {
        for intent in try view.openIntents() { try settle(intent: intent.id, status: .done) }
    }

    /// A capture whose bytes are in `captures/`.
    func fetchedCapture(server: String = "ns1", name: String = "a.pcap", modifiedUs: Int64 = 1) throws -> Int64 {
        try adoptPushed(
            server: server, directory: "captures/\(server)", fileName: name, sizeBytes: 100, modifiedUs: modifiedUs)
    }

    func incomingCapture(server: String = "ns1", name: String = "a.pcap", modifiedUs: Int64 = 1) throws -> Int64 {
        let id = try fetchedCapture(server: server, name: name, modifiedUs: modifiedUs)
        try adopt(capture: try view.requireCapture(id), sha256: "sha-\(id)", sizeBytes: 100, run: nil)
        try settleAll()
        return id
    }

    func claimed(_ capture: Int64) throws -> RunEnd {
        let end = try startedRun(subject: "capture:\(capture)")
        try claim(capture: capture, run: end.run)
        try settleAll()
        return end
    }

    /// Commits a decode of a claimed capture: ten rows of `dns` on one day, in a file of its own.
    @discardableResult
    func decoded(
        _ capture: Int64, _ end: RunEnd, content: String? = nil, packets: Int64 = 10, day: String = "2026-01-01",
        fates: [String: Int64]? = nil, rows: [Int64: Int64]? = nil, state: DecodeCommit.State? = nil,
        consumed: [Int64] = []
    ) throws -> DecodeVerdict {
        let rows = rows ?? [capture: 10]
        let file = PublishedFile(
            table: "dns", day: day, path: "staging/dns/day=\(day)/\(capture)-\(end.run).\(end.attempt).parquet",
            rows: rows.values.reduce(0, +), bytes: 1000, sha256: "f", rowsByCapture: rows)
        return try commitDecode(
            DecodeCommit(
                end: end, capture: capture, contentSha256: content ?? "content-\(capture)", packets: packets,
                packetFates: fates, firstPacketUs: 1, lastPacketUs: 2, files: [file], state: state, consumed: consumed))
    }

    func loadedCapture(server: String = "ns1", name: String = "a.pcap", content: String? = nil) throws -> Int64 {
        let id = try incomingCapture(server: server, name: name)
        try decoded(id, try claimed(id), content: content)
        return id
    }

    /// A capture in a state, brought there by legal steps.
    func capture(in state: CaptureState) throws -> Int64 {
        switch state {
        case .announced, .gone:
            let server = "ns-\(try Int64.fetchOne(db, sql: "SELECT count(*) FROM captures") ?? 0)"
            let sighting = SourceSighting(path: "/p/x.pcap", name: "x.pcap", sizeBytes: 100, modifiedUs: 1)
            let id = try observe(server: server, listing: [sighting])[0].capture
            if state == .gone { _ = try observe(server: server, listing: []) }
            return id
        case .fetched: return try fetchedCapture()
        case .incoming: return try incomingCapture()
        case .processing:
            let id = try incomingCapture()
            _ = try claimed(id)
            return id
        case .loaded: return try loadedCapture()
        case .duplicate:
            _ = try loadedCapture(content: "twin")
            return try loadedCapture(content: "twin")
        case .archived, .expired:
            let id = try loadedCapture()
            try archive(capture: id, day: "2026-01-01", run: nil)
            try settleAll()
            if state == .expired { try expire(capture: id, why: "retention", run: nil) }
            try settleAll()
            return id
        case .quarantined:
            let id = try incomingCapture()
            try quarantine(capture: id, why: "bad", run: nil)
            try settleAll()
            return id
        }
    }
}
