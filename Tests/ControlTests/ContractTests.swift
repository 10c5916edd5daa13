import Control
import Foundation
import Ledger
import Testing

/// The names that `--json` prints: programs of others read them. One that changes needs a new `schema`.
struct ContractTests {
    @Test func namesOfTheStatus() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let live = bench.service.status
        let report = try await bench.ledger.read { try StatusReport(view: $0, live: live, nowUs: ControlBench.nowUs) }
        let data = try ControlCoding.encoder().encode(report)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            keys(of: object) == [
                "alarms", "backlog", "daemon", "disk", "failures", "generatedUs", "incarnation", "jobs",
                "openFailureCount", "openFailures", "problems", "running", "schema", "tables", "troubledMoves",
                "troubles",
            ])
        #expect(object["schema"] as? Int == 1)
        #expect(
            keys(of: object["daemon"]) == [
                "configPath", "diskFreeBytes", "diskTotalBytes", "draining", "incarnation", "jobsPath", "kinds",
                "nextFires", "pid", "startedUs", "version", "warnings", "workers",
            ])
        #expect(
            keys(of: first(object["jobs"])) == [
                "effect", "enabled", "items", "kind", "last", "name", "running", "waiting",
            ])
        #expect(
            keys(of: (object["backlog"] as? [[String: Any]])?.last) == [
                "captures", "oldestState", "oldestUs", "server", "waiting", "waitingBytes",
            ])
        #expect(keys(of: first(object["tables"])) == ["area", "bytes", "files", "rows", "table"])
        #expect(
            keys(of: first(object["failures"])) == [
                "attempt", "availableUs", "cause", "dueUs", "error", "failures", "finishedUs", "id", "job", "kind",
                "nominalUs", "startedUs", "state", "subject",
            ])
    }

    @Test func everyCodeHasItsExitCode() {
        let codes = Dictionary(uniqueKeysWithValues: ControlError.Code.allCases.map { ($0.rawValue, $0.exitCode) })
        #expect(
            codes == [
                "failed": 1, "usage": 2, "unreachable": 3, "not_found": 4, "conflict": 5, "denied": 6, "degraded": 7,
                "configuration": 78,
            ])
    }

    private func keys(of object: Any?) -> [String] { (object as? [String: Any])?.keys.sorted() ?? [] }
    private func first(_ list: Any?) -> Any? { (list as? [Any])?.first }
}
