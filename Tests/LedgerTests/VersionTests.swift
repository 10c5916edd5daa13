import GRDB
import Testing

@testable import Ledger

/// However the versions of a file come, the rows of a content are live once.
@Suite struct VersionTests {
    @Test("random lives of files against a model", arguments: UInt64(1)...24)
    func random(_ seed: UInt64) async throws {
        let world = try VersionWorld(seed: seed)
        for step in 0..<200 {
            try await world.go()
            try await world.compare("seed \(seed), step \(step)", verify: step % 50 == 0)
        }
        try await world.compare("seed \(seed), end", verify: true)
    }

    /// A version of one path, decoded; its rows are as many as its text has characters.
    private func version(
        _ text: String, _ tx: LedgerTransaction, path: String = "/d/a", known: [Int64: String]
    ) throws -> Int64 {
        let number = try Int64.fetchOne(tx.db, sql: "SELECT count(*) FROM captures") ?? 0
        let seen = SourceSighting(path: path, name: "a", sizeBytes: Int64(text.count), modifiedUs: number)
        let id = try tx.observe(server: "ns1", listing: [seen])[0].capture
        try tx.fetched(
            capture: id, directory: "captures/ns1", fileName: "\(id)-a", sizeBytes: seen.sizeBytes, run: nil)
        let capture = try tx.view.requireCapture(id)
        let relatives = Set(try tx.view.relatives(of: capture, headSha256: nil).map(\.id))
        try tx.adopt(
            capture: capture, sha256: text, sizeBytes: seen.sizeBytes, run: nil,
            findings: PrefixFindings(
                compared: relatives,
                contained: relatives.filter { known[$0].map { $0 != text && text.hasPrefix($0) } ?? false },
                containers: relatives.filter { known[$0].map { $0 != text && $0.hasPrefix(text) } ?? false }))
        try tx.settleAll()
        return id
    }

    /// Decodes these versions one after the other, and gives the live rows of each.
    private func live(_ bench: LedgerBench, _ texts: [String], path: String = "/d/a") async throws -> [Int64] {
        try await bench.ledger.write { tx in
            var known: [Int64: String] = [:]
            for text in texts {
                let id = try version(text, tx, path: path, known: known)
                if text.contains("!") {
                    try tx.quarantine(capture: id, why: "damaged", run: nil)
                    try tx.settleAll()
                } else {
                    let count = Int64(text.count)
                    try tx.decoded(
                        id, try tx.claimed(id), content: text, packets: count, rows: count == 0 ? [:] : [id: count])
                    known[id] = text
                }
            }
            return try tx.view.captures().sorted { $0.id < $1.id }.map { capture in
                try tx.view.liveRows(ofCapture: capture.id).reduce(0) { $0 + $1.rows }
            }
        }
    }

    @Test(
        "versions one after the other",
        arguments: [
            (["ab", "abc", "ab", "abcd"], [0, 0, 0, 4]), (["ab", "", "abcd"], [0, 0, 4]),
            (["ab", "ab!", "abcd"], [0, 0, 4]), (["ab", "xy", "abcd"], [0, 2, 4]), (["abcd", "ab"], [4, 0]),
            (["abcd", "ab", "abcd", "abcde"], [0, 0, 0, 5]), (["abc", "abx", "ab"], [3, 3, 0]),
            (["ab", "ab"], [2, 0]),
        ] as [([String], [Int64])])
    func inOrder(_ texts: [String], _ rows: [Int64]) async throws {
        let bench = try LedgerBench()
        #expect(try await live(bench, texts) == rows)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func anOlderVersionThatIsDecodedLastAddsNothing() async throws {
        let bench = try LedgerBench()
        let (old, new) = try await bench.ledger.write { tx in
            let old = try version("ab", tx, known: [:])
            let new = try version("abcd", tx, known: [old: "ab"])
            try tx.decoded(new, try tx.claimed(new), content: "abcd", rows: [new: 4])
            let verdict = try tx.decoded(old, try tx.claimed(old), content: "ab", rows: [old: 2])
            #expect(verdict == .duplicate(of: new))
            return (old, new)
        }
        let capture = try await bench.ledger.read { try $0.requireCapture(old) }
        #expect(capture.duplicateOf == new && capture.state == .duplicate)
        #expect(try await bench.ledger.read { try $0.liveSet().reduce(0) { $0 + $1.rows } } == 4)
    }

    @Test func duplicatesPointToTheCaptureThatHasTheRows() async throws {
        let bench = try LedgerBench()
        _ = try await live(bench, ["ab", "ab", "abc", "abcd"])
        let originals = try await bench.ledger.read { try $0.captures() }.sorted { $0.id < $1.id }.map(\.duplicateOf)
        #expect(originals == [4, 4, 4, nil])
    }

    @Test func aRelativeThatWasAdoptedMeanwhileIsNotOverlooked() async throws {
        let bench = try LedgerBench()
        await #expect(throws: LedgerError.self) {
            try await bench.ledger.write { tx in
                _ = try version("ab", tx, known: [:])
                let seen = SourceSighting(path: "/d/a", name: "a", sizeBytes: 3, modifiedUs: 9)
                let id = try tx.observe(server: "ns1", listing: [seen])[0].capture
                try tx.fetched(capture: id, directory: "captures/ns1", fileName: "x", sizeBytes: 3, run: nil)
                try tx.adopt(
                    capture: try tx.view.requireCapture(id), sha256: "abc", sizeBytes: 3, run: nil,
                    findings: PrefixFindings())
            }
        }
    }

    @Test func whatWasLiveTwiceIsFoundAndCanBeHidden() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            let (short, long) = (try tx.loadedCapture(name: "x"), try tx.loadedCapture(name: "y"))
            try tx.db.execute(sql: "INSERT INTO capture_contains VALUES (?, ?)", arguments: [long, short])
        }
        let found = try await bench.ledger.read { try $0.overlaps() }
        #expect(found.map(\.capture) == [2] && found.map(\.contained) == [1])
        #expect(
            try await bench.ledger.read { try $0.verify().problems } == [
                "capture 1: has live rows, and all of its content is live in capture 2 too"
            ])
        try await bench.ledger.write { try $0.hideDoubledRows(of: 1) }
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        #expect(try await bench.ledger.read { try $0.liveSet().reduce(0) { $0 + $1.rows } } == 10)
    }

    @Test func aDuplicateIsDecodedInPlaceOfACaptureThatLostItsRows() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in
            let (first, second) = (try tx.loadedCapture(content: "x"), try tx.loadedCapture(content: "x"))
            try tx.archive(capture: second, day: "2026-01-01", run: nil)
            for file in try tx.view.liveFiles(ofCapture: first) { try tx.retire(file: file.id) }
            try tx.reprocess(capture: first, who: "op", why: "its file was lost")
            try tx.settleAll()
            try tx.quarantine(capture: first, why: "damaged", run: nil)
            try tx.settleAll()
            return (first, second)
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(second).state } == .incoming)
        try await bench.ledger.write { tx in
            let verdict = try tx.decoded(second, try tx.claimed(second), content: "x")
            #expect(verdict == .loaded)
        }
        #expect(try await bench.ledger.read { try $0.requireCapture(first).duplicateOf } == second)
    }

    @Test func rowsThatWereFlushedOrLeftOpenGoWithTheirCapture() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            let old = try version("ab", tx, known: [:])
            try tx.decoded(
                old, try tx.claimed(old), content: "ab", rows: [old: 2],
                state: DecodeCommit.State(path: "state/1", bytes: 1, sha256: "s"))
            // An empty version in between passes on what was left open.
            let empty = try version("", tx, known: [old: "ab"])
            let passed = try tx.view.decodePlace(of: try tx.view.requireCapture(empty))
            try tx.decoded(
                empty, try tx.claimed(empty), content: "", packets: 0, rows: [:],
                state: DecodeCommit.State(path: "state/2", bytes: 1, sha256: "s"),
                consumed: [try #require(passed.input).id])
            let new = try version("abcd", tx, known: [old: "ab"])
            let place = try tx.view.decodePlace(of: try tx.view.requireCapture(new))
            #expect(place.input == nil && place.publishesState)
            try tx.decoded(
                new, try tx.claimed(new), content: "abcd", rows: [new: 4],
                state: DecodeCommit.State(path: "state/3", bytes: 1, sha256: "s"))
            #expect(try tx.view.openStates().map(\.path) == ["state/3"])
        }
    }

    @Test("a version in quarantine is no open failure when a later one that is decoded begins with its bytes")
    func quarantineIsOver() async throws {
        let bench = try LedgerBench()
        let open = try await bench.ledger.write { tx -> [[Int64]] in
            var known: [Int64: String] = [:]
            var open: [[Int64]] = []
            func look() throws { open.append(try tx.view.openFailures().list.compactMap(\.capture).sorted()) }
            for text in ["ab!", "", "other!"] {
                let id = try version(text, tx, known: known)
                try tx.quarantine(capture: id, why: "damaged", run: nil)
                try tx.settleAll()
                known[id] = text
            }
            try look()
            let whole = try version("ab! and more", tx, known: known)
            try tx.decoded(whole, try tx.claimed(whole), content: "ab! and more", packets: 12, rows: [whole: 12])
            try look()
            return open
        }
        #expect(open == [[1, 2, 3], [3]], "nobody has the bytes of the third")
        #expect(try await bench.ledger.read { try $0.verify() }.problems == [])
    }
}
