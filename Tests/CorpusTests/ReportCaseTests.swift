import SharedInputs
import Testing

@Suite("Captures after public bug reports", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct ReportCaseTests {
    @Test("each has the value that its bytes settle", arguments: try ReportCase.all())
    func right(_ one: ReportCase) throws {
        let failures = try one.failures()
        let reason = ReportCase.wrong[one.testDescription]
        if let reason {
            #expect(failures != [], "it is right now, and listed as wrong: \(reason)")
        } else {
            #expect(failures == [], "\(one.what)")
        }
    }
}
