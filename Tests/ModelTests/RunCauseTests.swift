import Foundation
import Model
import SharedInputs
import Testing

@Suite struct RunCauseTests {
    @Test(arguments: [
        ("at:1767225600000000", RunCause.at(1_767_225_600_000_000)), ("gen:0", .generation(0)),
        ("request:9d2c", .request(id: "9d2c")), ("request:9d2c/4711", .request(id: "9d2c", part: 4711)),
        ("request:a/run7", .request(id: "a/run7")), ("after:12", .after(run: 12)), ("failure:12", .failure(run: 12)),
        ("storm:5", .storm(5)), ("merge:17.2", .merge(oldestFile: 17, size: 2)),
        ("merge:17.2.1", .merge(oldestFile: 17, size: 2, again: 1)),
        (
            "alert:raised:slow:ns1:99",
            .alert(RunCause.Alert(state: "raised", name: "slow", subject: "ns1", sinceUs: 99))
        ),
        (
            "alert:reminder:slow:-:99.3",
            .alert(RunCause.Alert(state: "reminder", name: "slow", subject: "-", sinceUs: 99, reminder: 3))
        ),
    ])
    func textsOfTheLedger(_ text: String, _ cause: RunCause) {
        #expect(RunCause(text) == cause)
        #expect(cause.description == text)
    }

    @Test(arguments: [
        "", "x", "at:", "at:x", "at:01", "gen:+1", "after:1.2", "merge:1", "merge:1.2.3.4", "merge:a.b", "merge:1.",
        "alert:", "alert:raised:slow:ns1", "alert:raised:slow:ns1:x", "alert:raised:slow:ns1:1.2.3",
        "alert:raised:slow:a:b:1", "unknown:1",
    ])
    func otherTextsStayWhatTheyAre(_ text: String) {
        #expect(RunCause(text) == .other(text))
        #expect(RunCause(text).description == text)
    }

    @Test(arguments: UInt64(1)...4)
    func whatIsWrittenIsReadAgain(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let cause = Self.cause(&random)
            #expect(RunCause(cause.description) == cause)
            let json = try JSONEncoder().encode([cause])
            #expect(try JSONDecoder().decode([RunCause].self, from: json) == [cause])
            #expect(try JSONDecoder().decode([String].self, from: json) == [cause.description])
        }
    }

    @Test(arguments: UInt64(1)...4)
    func whatIsReadIsWrittenAgain(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let pieces = ["at:", "gen:", "request:", "merge:", "alert:", "storm:", "/", ".", ":", "-", "0", "12", "raised"]
        for _ in 0..<5000 {
            let count = Int.random(in: 0...6, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            #expect(RunCause(text).description == text)
        }
    }

    /// A message that cannot be delivered is not told of by another message.
    @Test func messagesAreTold() {
        let alert = RunCause.alert(RunCause.Alert(state: "over", name: "a", subject: "-", sinceUs: 1))
        #expect(RunCause.failure(run: 1).isMessage && alert.isMessage)
        #expect(RunCause.failure(run: 1).tellsOfFailure && !alert.tellsOfFailure)
        #expect(![RunCause.at(1), .after(run: 1), .request(id: "a"), .other("failure")].contains { $0.isMessage })
    }

    private static func cause(_ random: inout SplitMix) -> RunCause {
        let (first, second) = (Int64(bitPattern: random.next()), Int64(bitPattern: random.next()))
        let isShort = random.next() % 2 == 0
        let word = "w\(random.next() % 1000)"
        return switch random.next() % 8 {
        case 0: .at(first)
        case 1: .generation(first)
        case 2: .request(id: word, part: isShort ? nil : first)
        case 3: .after(run: first)
        case 4: .failure(run: first)
        case 5: .storm(first)
        case 6: .merge(oldestFile: first, size: second, again: isShort ? nil : first)
        default:
            .alert(
                RunCause.Alert(
                    state: "raised", name: word, subject: "ns1", sinceUs: first, reminder: isShort ? nil : second))
        }
    }
}
