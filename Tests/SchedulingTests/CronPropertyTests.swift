import Foundation
import Scheduling
import SharedInputs
import Testing

@Suite("Cron expressions: properties")
struct CronPropertyTests {
    static let expressions = [
        "15 2 * * *", "*/7 * * * *", "0 */6 * * *", "30 1,2 * * *", "0 0 L * *", "0 3 * * SUN#1", "0 0 29 2 *",
        "*/10 * * * * *", "5 4 * * 5L", "0 2 1W * *", "*/20 1-3 * 3,10 *", "59 59 23 31 12 ?",
    ]

    @Test(
        "Fires strictly increase, and the one before the next is the last that is not after it",
        arguments: expressions, ["UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])
    func order(text: String, name: String) throws {
        let cron = try CronExpression(text)
        let zone = Instant.zone(name)
        var random = SplitMix(seed: 7)
        let start = Instant.at("2008-01-01T00:00:00Z").timeIntervalSince1970
        for _ in 0..<25 {
            let date = Date(timeIntervalSince1970: start + Double(random.next() % (12 * 365 * 86_400)))
            let first = try #require(cron.next(after: date, in: zone))
            let second = try #require(cron.next(after: first, in: zone))
            #expect(date < first)
            #expect(first < second)
            #expect(cron.previous(before: second, in: zone) == first)
            let before = try #require(cron.previous(before: first, in: zone))
            #expect(before <= date)
            #expect(cron.next(after: before, in: zone) == first)
        }
    }

    @Test("Each fire shows a matching time, outside of gaps", arguments: ["Europe/Amsterdam", "America/New_York"])
    func matching(name: String) throws {
        let zone = Instant.zone(name)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let cron = try CronExpression("20,40 4-9 1-15 * *")
        var date = Instant.at("2020-01-01T00:00:00Z")
        for _ in 0..<2000 {
            date = try #require(cron.next(after: date, in: zone))
            let parts = calendar.dateComponents([.day, .hour, .minute, .second], from: date)
            #expect([20, 40].contains(parts.minute))
            #expect((4...9).contains(parts.hour ?? -1))
            #expect((1...15).contains(parts.day ?? -1))
            #expect(parts.second == 0)
        }
    }

    @Test("Texts that are no expressions never trap")
    func hostile() {
        var random = SplitMix(seed: 11)
        let alphabet = Array("0123456789*/-,LW#?@ JANMONé\u{0}")
        var refused = 0
        for _ in 0..<20_000 {
            let length = Int(random.next() % 24)
            let text = String((0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
            do {
                let cron = try CronExpression(text)
                #expect(cron.isReboot || cron.next(after: Instant.at("2024-01-01T00:00:00Z"), in: .gmt) != nil)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 10_000)
    }
}
