import Foundation
import SharedInputs
import Testing

/// Every capture through the worker, a process each.
@Suite("Every capture of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct SweepTests {
    @Test func nothingCrashesHangsOrContradictsItself() throws {
        let sweep = try Sweep.shared.get()
        #expect(sweep.problems == [])
        for folder in sweep.folders {
            #expect(folder.captures == Corpus.files(folder.folder).count, "\(folder.folder)")
            #expect(folder.decoded + folder.refused == folder.captures, "\(folder.folder)")
        }
        #expect(sweep.captures.count > 1000)
        #expect(sweep.captures.allSatisfy { $0.code == 0 || $0.code == 65 })
    }

    /// That each capture's account closes is one of the sweep's checks; here is the sum of all.
    @Test func everyPacketHasOneFate() throws {
        let sweep = try Sweep.shared.get()
        let packets = sweep.folders.reduce(0) { $0 + $1.packets }
        #expect(packets > 0 && sweep.fates.values.reduce(0, +) == packets)
        let taken: Set<String> = ["datagram", "segment", "fragment", "icmp", "other"]
        let rejected = sweep.fates.filter { !taken.contains($0.key) }.values.reduce(0, +)
        let decoded = sweep.folders.reduce(0) { $0 + $1.decoded }
        let proof = "proof: accounting: \(packets) packets of \(decoded) captures, \(packets - rejected) taken, "
        FileHandle.standardOutput.write(Data((proof + "\(rejected) rejected, 0 without a fate\n").utf8))
    }
}
