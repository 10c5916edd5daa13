import Model
import SharedInputs
import Testing

@testable import Ledger

/// Files of a name server that grow, shrink, are rewritten, emptied, damaged, offered again and renamed, and a model
/// that knows only which contents have been decoded. A content is a text with a packet in each character.
final class VersionWorld {
    private let bench: LedgerBench
    private var random: SplitMix
    private var step = 0
    /// What each path has now.
    private var paths: [String: String] = [:]
    /// What the captures are made of, and whether they can be decoded.
    private var contents: [Int64: (text: String, raw: String, isDamaged: Bool)] = [:]
    private var underWay: [Int64: (end: RunEnd, place: DecodePlace)] = [:]
    private var decoded: Set<String> = []

    init(seed: UInt64) throws {
        bench = try LedgerBench()
        random = SplitMix(seed: seed)
    }

    private var ledger: Ledger { bench.ledger }

    func go() async throws {
        step += 1
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4: try await offer()
        case 4..<7: try await adopt()
        case 7..<10: try await claim()
        case 10..<14: try await decode()
        case 14: try await interrupt()
        case 15: try await again()
        case 16, 17: try await archive()
        case 18: try await flush()
        default: try await compact()
        }
    }

    /// Another version of a file: its capture is fetched.
    private func offer() async throws {
        let path = "/d/\(Int.random(in: 0..<3, using: &random))"
        let now = paths[path] ?? ""
        let fresh = "\(step)."
        let more = String(repeating: "x", count: Int.random(in: 1...6, using: &random))
        var (text, isDamaged, isPacked) = (now + fresh + more, false, false)
        switch Int.random(in: 0..<11, using: &random) {
        case 0..<4: break
        case 4: text = String(now.prefix(Int.random(in: 0...now.count, using: &random)))
        case 5: text = fresh + more
        case 6: text = ""
        case 7: isDamaged = true
        case 8: text = contents.sorted { $0.key < $1.key }.map(\.value.text).randomElement(using: &random) ?? now
        case 9: text = paths.sorted { $0.key < $1.key }.map(\.value).randomElement(using: &random) ?? now
        default:
            // Compressed, of a content that is known: its bytes are no beginning of others.
            guard let known = decoded.sorted().randomElement(using: &random) else { return }
            (text, isPacked) = (known, true)
        }
        let raw = isPacked ? "packed \(text)" : text
        if !isDamaged, !isPacked { paths[path] = text }
        let seen = SourceSighting(
            path: path, name: "x.pcap", sizeBytes: Int64(raw.count), modifiedUs: Int64(step))
        let id = try await ledger.write { tx in
            let id = try tx.observe(server: "ns1", listing: [seen])[0].capture
            try tx.fetched(
                capture: id, directory: "captures/ns1", fileName: "\(id)-x.pcap", sizeBytes: seen.sizeBytes, run: nil)
            return id
        }
        contents[id] = (text, raw, isDamaged)
    }

    private func pick(_ states: CaptureState...) async throws -> CaptureRecord? {
        let all = try await ledger.read { try $0.captures(states: states, limit: 10_000) }.sorted { $0.id < $1.id }
        return all.randomElement(using: &random)
    }

    /// Compares as the stage run does, with texts in place of bytes.
    private func adopt() async throws {
        guard let capture = try await pick(.fetched), let raw = contents[capture.id]?.raw else { return }
        let head = raw.isEmpty ? nil : "head \(raw.prefix(1))"
        let contents = contents
        try await ledger.write { tx in
            let relatives = try tx.view.relatives(of: capture, headSha256: head)
            var findings = PrefixFindings(headSha256: head, compared: Set(relatives.map(\.id)))
            for relative in relatives where !raw.isEmpty {
                guard let other = contents[relative.id]?.raw, other.count != raw.count else { continue }
                if raw.hasPrefix(other) { findings.contained.insert(relative.id) }
                if relative.duplicateOf == nil, other.hasPrefix(raw) { findings.containers.insert(relative.id) }
            }
            for twin in relatives where twin.sha256 == "raw \(raw)" && !raw.isEmpty {
                findings.containers.formUnion(try tx.view.containers(of: twin.id))
            }
            try tx.adopt(
                capture: capture, sha256: "raw \(raw)", sizeBytes: capture.sizeBytes, run: nil, findings: findings)
            try tx.settleAll()
        }
    }

    private func claim() async throws {
        guard let capture = try await pick(.incoming) else { return }
        underWay[capture.id] = try await ledger.write { tx in
            let end = try tx.claimed(capture.id)
            return (end, try tx.view.decodePlace(of: try tx.view.requireCapture(capture.id)))
        }
    }

    private func decode() async throws {
        guard let id = underWay.keys.sorted().randomElement(using: &random),
            let work = underWay.removeValue(forKey: id),
            let (text, _, isDamaged) = contents[id]
        else { return }
        if isDamaged { return try await fail(id, work.end, quarantine: true) }
        let (end, place) = work
        let state = DecodeCommit.State(path: "state/ns1/\(id)-\(end.run)", bytes: 1, sha256: "s")
        do {
            _ = try await ledger.write { tx in
                try tx.decoded(
                    id, end, content: "content \(text)", packets: Int64(text.count),
                    rows: text.isEmpty ? [:] : [id: Int64(text.count)], state: place.publishesState ? state : nil,
                    consumed: place.input.map { [$0.id] } ?? [])
            }
            if !text.isEmpty { decoded.insert(text) }
        } catch LedgerError.conflict {
            // Another capture has gone on with the state.
            try await fail(id, end, quarantine: false)
        }
    }

    private func fail(_ id: Int64, _ end: RunEnd, quarantine: Bool) async throws {
        var end = end
        (end.state, end.outcome) = (.discarded, .failed)
        let failed = end
        try await ledger.write { tx in
            try tx.finish(failed)
            if quarantine {
                try tx.quarantine(capture: id, why: "damaged", run: failed.run)
            } else {
                try tx.release(capture: id, why: "failed", orphaned: false, run: failed.run)
            }
            try tx.settleAll()
        }
    }

    /// A daemon dies between the claim and the commit, or a good capture fails for good.
    private func interrupt() async throws {
        guard let id = underWay.keys.sorted().randomElement(using: &random), let work = underWay.removeValue(forKey: id)
        else { return }
        try await fail(id, work.end, quarantine: Int.random(in: 0..<3, using: &random) == 0)
    }

    private func again() async throws {
        guard let capture = try await pick(.quarantined, .archived, .loaded) else { return }
        try await ledger.write { tx in
            try tx.reprocess(capture: capture.id, who: "op", why: nil)
            try tx.settleAll()
        }
    }

    private func archive() async throws {
        guard let capture = try await pick(.loaded, .duplicate, .archived) else { return }
        try await ledger.write { tx in
            if capture.state == .archived {
                try tx.expire(capture: capture.id, why: "old", run: nil)
            } else {
                try tx.archive(capture: capture.id, day: "2026-01-01", run: nil)
            }
            try tx.settleAll()
        }
    }

    /// What was left open becomes a row of its capture.
    private func flush() async throws {
        try await ledger.write { tx in
            guard let state = try tx.view.openState(server: "ns1") else { return }
            let end = try tx.startedRun(job: "decode", subject: "state:ns1:\(state.id)")
            let file = PublishedFile(
                table: "dns", day: "2026-01-01", path: "staging/dns/\(state.id)-flush", rows: 1, bytes: 1, sha256: "f",
                rowsByCapture: [state.capture: 1])
            try tx.commitFlush(state: state.id, end: end, files: [file])
        }
    }

    private func compact() async throws {
        let rows = try await ledger.read { view in
            try view.liveDataFiles().flatMap { try view.unmaskedRows(file: $0.id) }
        }
        if rows.isEmpty { return }
        try await bench.compact(Dictionary(rows.map { ($0.capture, $0.rows) }, uniquingKeysWith: +))
    }

    /// Every content that has been decoded is live once: under its own capture, or at the beginning of one.
    func compare(_ place: Comment, verify: Bool) async throws {
        let (captures, live) = try await ledger.read { view in
            let captures = try view.captures(limit: 10_000)
            let live = try captures.map { ($0.id, try view.liveRows(ofCapture: $0.id).reduce(0) { $0 + $1.rows }) }
            return (captures, Dictionary(uniqueKeysWithValues: live.filter { $0.1 > 0 }))
        }
        // A capture without packets may have the row of a flush.
        let texts = live.keys.sorted().compactMap { contents[$0]?.text }.filter { !$0.isEmpty }
        #expect(Set(texts).count == texts.count, place)
        #expect(texts.allSatisfy(decoded.contains), place)
        for (index, text) in texts.enumerated() {
            for (other, longer) in texts.enumerated() where other != index && longer.count > text.count {
                #expect(!longer.hasPrefix(text), "\(place): \(text) is live beside \(longer)")
            }
        }
        for text in decoded {
            #expect(texts.contains { $0.hasPrefix(text) }, "\(place): \(text) is lost")
        }
        for (id, rows) in live {
            guard let text = contents[id]?.text, !text.isEmpty else { continue }
            #expect(rows == text.count || rows == text.count + 1, "\(place): capture \(id)")
        }
        for capture in captures {
            guard let original = capture.duplicateOf, let text = contents[capture.id]?.text else { continue }
            #expect(contents[original]?.text.hasPrefix(text) == true, place)
            #expect(captures.contains { $0.id == original && $0.duplicateOf == nil }, place)
        }
        #expect(try await ledger.read { try $0.overlaps() }.isEmpty, place)
        if verify { #expect(try await ledger.read { try $0.verify().problems } == [], place) }
    }
}
