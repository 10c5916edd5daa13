import Foundation
import Measures
import Testing

@testable import Orchestrator

@Suite("deploy/monitoring")
struct MonitoringFilesTests {
    private static let folder: URL = {
        var path = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { path.deleteLastPathComponent() }
        return path.appending(path: "deploy/monitoring")
    }()

    /// Names of metrics, without what histograms put behind them.
    private func names(in text: String) -> Set<String> {
        let histograms = Set(MetricName.allCases.filter { $0.family.kind == .histogram }.map(\.rawValue))
        return Set(
            text.matches(of: /\bentrada_[a-z0-9_]+/).map { match in
                let name = String(match.output)
                for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
                    let head = String(name.dropLast(suffix.count))
                    if histograms.contains(head) { return head }
                }
                return name
            })
    }

    private static let given = Set(MetricName.allCases.map(\.rawValue))

    @Test("rules and dashboard use metrics that exist", arguments: ["entrada.rules.yml", "grafana-dashboard.json"])
    func exist(file: String) throws {
        let used = names(in: try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8))
        #expect(used.count > 10)
        #expect(used.subtracting(Self.given) == [])
    }

    @Test("each metric is on the dashboard")
    func shown() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "grafana-dashboard.json"), encoding: .utf8)
        #expect(Self.given.subtracting(names(in: text)) == [])
    }

    @Test("the dashboard is JSON whose panels have their own numbers and places")
    func dashboard() throws {
        let data = try Data(contentsOf: Self.folder.appending(path: "grafana-dashboard.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(object["panels"] as? [[String: Any]])
        #expect(panels.count > 20)
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        let places = panels.compactMap { $0["gridPos"] as? [String: Int] }
        #expect(Set(places).count == panels.count)
        #expect(places.allSatisfy { ($0["x"] ?? 24) + ($0["w"] ?? 24) <= 24 })
    }
}
