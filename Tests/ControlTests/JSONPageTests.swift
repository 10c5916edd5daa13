import Foundation
import Testing

/// What the program prints with `--json` is what its page says.
struct JSONPageTests {
    @Test(arguments: [
        ("status", ["status"]), ("jobs", ["jobs"]), ("runs", ["runs"]), ("files", ["files"]), ("servers", ["servers"]),
        ("events", ["events"]), ("trace", ["trace", "1-a.pcap"]), ("show", ["show", "1"]), ("show", ["show", "2"]),
        ("why", ["why", "b.pcap"]), ("why", ["why", "fetch"]), ("why", ["why", "ns1"]),
        ("serverTest", ["servers", "test", "ns1"]), ("verify", ["ledger", "verify"]),
        ("files", ["quarantine", "list"]), ("top", ["top", "--count", "1", "--interval", "0.1"]),
        ("order", ["pause", "fetch"]), ("order", ["retry", "capture:2"]), ("order", ["cancel", "1"]),
        ("order", ["drain", "--yes"]), ("order", ["run", "fetch", "--server", "ns1"]),
        ("order", ["run", "expire", "--dry-run"]), ("order", ["quarantine", "dismiss", "2", "--yes"]),
    ])
    func isAsThePageSays(_ section: String, _ arguments: [String]) async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let outcome = try await bench.serving { _ in try await ControlProgram(bench)(arguments: arguments + ["--json"])
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        #expect(try JSONPage().problems(value, section) == [])
        if section != "order" { #expect((value as? [String: Any])?["schema"] as? Int == 1) }
    }

    @Test func whatIsNotOnThePageIsFound() throws {
        let page = try JSONPage()
        #expect(
            page.problems(["schema": 1, "runs": [["id": "x", "new": 1]]], "runs") == [
                ".runs[].id is no number", ".runs[].new is not on the page",
            ])
    }
}
