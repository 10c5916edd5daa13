import Foundation
import RealServers
import Testing

@testable import Ledger

/// What was acknowledged is there after the process was killed.
@Suite struct DurabilityTests {
    @Test func whatWasAcknowledgedSurvivesAKill() async throws {
        let place = try TestFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = place.path as String] in
            let ledger = try Ledger(path: folder + "/ledger.sqlite") { 1 }
            let answers = open(folder + "/answers", O_CREAT | O_WRONLY | O_APPEND, 0o600)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<5000 {
                    group.addTask {
                        guard let id = try? await ledger.write({ try $0.loadedCapture(name: "c\(number)") }) else {
                            return
                        }
                        let line = "\(id) c\(number)\n"
                        _ = line.withCString { write(answers, $0, strlen($0)) }
                        if number == 700 { kill(getpid(), SIGKILL) }
                    }
                }
            }
        }
        let text = try String(contentsOfFile: place["answers"], encoding: .utf8)
        let answers = text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(answers.count > 10)
        let ledger = try Ledger(path: place["ledger.sqlite"]) { 2 }
        let (captures, report) = try await ledger.read { (try $0.captures(limit: 100_000), try $0.verify()) }
        let names = Dictionary(captures.map { ("\($0.id)", $0.name) }) { first, _ in first }
        for answer in answers { #expect(names[String(answer[0])] == String(answer[1])) }
        #expect(report.problems == [])
        #expect(captures.allSatisfy { $0.state == .loaded }, "no unit is there by halves")
        try ledger.close()
    }
}
