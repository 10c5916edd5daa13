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
}
