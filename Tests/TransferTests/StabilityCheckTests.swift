import SharedInputs
import FileNames
import Testing

@testable import Transfer

/// Which listed files are complete.
@Suite("Stability of listed files")
struct StabilityCheckTests {
    private let check = StabilityCheck(minimumAgeSeconds: 30, quietSeconds: 60)

    private func file(_ name: String, size: Int64 = 100, time: Int64 = 0) -> RemoteFile {
        RemoteFile(name: FileName(name), sizeBytes: size, modifiedSeconds: time)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// How long the file has been seen unchanged; nil: never seen so.
        var unchangedSeconds: Int64?
        /// Whether a newer one of its series is there.
        var hasSuccessor = true
        var isStable: Bool
    }

    static let rows = [
        Row(testDescription: "seen for the first time", unchangedSeconds: nil, isStable: false),
        Row(testDescription: "seen twice in one second", unchangedSeconds: 0, isStable: false),
        Row(testDescription: "too young", unchangedSeconds: 29, isStable: false),
        Row(testDescription: "old enough", unchangedSeconds: 30, isStable: true),
        Row(testDescription: "the newest, old enough", unchangedSeconds: 30, hasSuccessor: false, isStable: false),
        Row(testDescription: "the newest, almost quiet", unchangedSeconds: 59, hasSuccessor: false, isStable: false),
        Row(testDescription: "the newest, quiet", unchangedSeconds: 60, hasSuccessor: false, isStable: true),
        Row(testDescription: "the clock was set back", unchangedSeconds: -5, isStable: false),
    ]

    @Test("the three rules", arguments: rows)
    func rules(_ row: Row) {
        let subject = file("dns-0001.pcap", time: 1)
        let listing = row.hasSuccessor ? [subject, file("dns-0002.pcap", time: 2)] : [subject]
        let previous = row.unchangedSeconds.map { [subject: 1000 - $0] } ?? [:]
        let verdict = check.verdicts(previous: previous, listing: listing, nowSeconds: 1000)[subject]
        #expect((verdict == .stable) == row.isStable, "\(String(describing: verdict))")
    }

    @Test("a change of size or time starts the wait again")
    func changes() {
        let listing = [file("dns-1.pcap", size: 101, time: 5), file("dns-2.pcap", time: 9)]
        for before in [file("dns-1.pcap", size: 100, time: 5), file("dns-1.pcap", size: 101, time: 4)] {
            let verdicts = check.verdicts(previous: [before: 0], listing: listing, nowSeconds: 500)
            #expect(verdicts[listing[0]] != .stable)
            #expect(verdicts.count == 2)
        }
    }

    @Test("both the newest by time and the newest by name are held back")
    func newest() {
        let listing = [file("dns-1.pcap", time: 9), file("dns-2.pcap", time: 5), file("dns-3.pcap", time: 7)]
        let previous = Dictionary(uniqueKeysWithValues: listing.map { ($0, Int64(0)) })
        let verdicts = check.verdicts(previous: previous, listing: listing, nowSeconds: 40)
        #expect(listing.map { verdicts[$0] == .stable } == [false, true, false])
    }

    @Test("each series has its own newest file")
    func series() {
        let listing = [
            file("eth0-20240102-1200.pcap", time: 1), file("eth0-20240102-1205.pcap", time: 2),
            file("eth1-20240102-1200.pcap", time: 3), file("eth1-20240102-1205.pcap", time: 4),
        ]
        let previous = Dictionary(uniqueKeysWithValues: listing.map { ($0, Int64(0)) })
        let verdicts = check.verdicts(previous: previous, listing: listing, nowSeconds: 40)
        #expect(listing.map { verdicts[$0] == .stable } == [true, false, true, false])
    }

    @Test(
        "names without their dates and counters",
        arguments: [
            ("dns-20240102T1205.pcap.gz", "dns-#T#.pcap.gz"), ("eth0_17.pcap", "eth0_#.pcap"),
            ("ns12-000001", "ns12-#"), ("2024", "#"), ("plain.pcap", "plain.pcap"), ("", ""),
        ])
    func seriesNames(_ name: String, _ series: String) {
        #expect(StabilityCheck.series(of: name) == series)
    }

    @Test("what was seen first is remembered, and forgotten with the file")
    func firstSeen() {
        let (kept, new, gone) = (file("a"), file("b"), file("c"))
        let next = check.firstSeen(previous: [kept: 10, gone: 10], listing: [kept, new], nowSeconds: 70)
        #expect(next == [kept: 10, new: 70])
        #expect(check.firstSeen(previous: next, listing: [kept], nowSeconds: 5) == [kept: 5])
    }

    /// A writer that starts a new file now and then, writes at random moments with pauses shorter than the rules
    /// allow, and is listed at random moments: no file is ever called stable before its last write, and every file is
    /// in the end.
    @Test("no growing file is stable, and every finished one becomes so", arguments: 1...200)
    func writer(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let skew = Int64.random(in: -100_000...100_000, using: &random)
        var files: [RemoteFile] = [file("dns-0000.pcap")]
        var lastChange: [FileName: Int64] = [:]
        var firstStable: [FileName: Int64] = [:]
        var previous: [RemoteFile: Int64] = [:]
        var (nextWrite, nextListing): (Int64, Int64) = (0, 0)
        for now in Int64(0)..<2000 {
            if now == nextWrite && now < 1500 {
                if Int.random(in: 0..<8, using: &random) == 0 {
                    files.append(file("dns-\(1000 + files.count).pcap", size: 0, time: now + skew))
                }
                files[files.count - 1].sizeBytes += 1
                files[files.count - 1].modifiedSeconds = now + skew
                lastChange[files[files.count - 1].name] = now
                nextWrite = now + .random(in: 1...59, using: &random)
            }
            guard now == nextListing else { continue }
            nextListing = now + .random(in: 1...40, using: &random)
            let listing = files.shuffled(using: &random)
            let verdicts = check.verdicts(previous: previous, listing: listing, nowSeconds: now)
            #expect(verdicts.count == files.count)
            for (file, verdict) in verdicts where verdict == .stable && firstStable[file.name] == nil {
                firstStable[file.name] = now
            }
            previous = check.firstSeen(previous: previous, listing: listing, nowSeconds: now)
        }
        #expect(firstStable.count == files.count)
        for file in files {
            #expect(lastChange[file.name, default: 0] < firstStable[file.name, default: 0])
        }
    }
}
