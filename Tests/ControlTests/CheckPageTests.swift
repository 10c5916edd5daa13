import Foundation
import Reconciliation
import Testing

/// The page that says what makes `--check` exit with 0 or 7 is what the code does.
struct CheckPageTests {
    @Test func theTableHasEveryCondition() throws {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let page = try String(contentsOf: folder.appending(path: "Sources/Control/CHECK.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let wanted = CheckCondition.allCases.map {
            "| `\($0.rawValue)` | \($0.exitCode) | \($0.meaning) | \($0.end) |"
        }
        #expect(rows.sorted() == wanted.sorted())
    }
}
