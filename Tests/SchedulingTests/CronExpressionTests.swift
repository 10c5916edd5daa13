import Foundation
import Scheduling
import Testing

@Suite("Cron expressions: known fires")
struct CronExpressionTests {
    @Test(
        "The next fire in UTC",
        arguments: [
            ("15 2 * * *", "2024-01-01T00:00:00Z", "2024-01-01T02:15:00Z"),
            ("15 2 * * *", "2024-01-01T02:15:00Z", "2024-01-02T02:15:00Z"),
            ("*/15 * * * *", "2024-01-01T00:14:59Z", "2024-01-01T00:15:00Z"),
            ("*/5 * * * * *", "2024-01-01T00:00:57Z", "2024-01-01T00:01:00Z"),
            ("7,3 * * * *", "2024-01-01T00:03:00Z", "2024-01-01T00:07:00Z"),
            ("0 8-18/5 * * *", "2024-01-01T13:00:00Z", "2024-01-01T18:00:00Z"),
            ("10/20 * * * *", "2024-01-01T00:30:00Z", "2024-01-01T00:50:00Z"),
            ("0 0 * * MON-FRI", "2024-01-05T00:00:00Z", "2024-01-08T00:00:00Z"),
            ("0 0 * * sat-sun", "2024-01-01T00:00:00Z", "2024-01-06T00:00:00Z"),
            ("0 0 * * 7", "2024-01-01T00:00:00Z", "2024-01-07T00:00:00Z"),
            ("0 0 ? * 0", "2024-01-01T00:00:00Z", "2024-01-07T00:00:00Z"),
            ("0 0 1 JAN,jul ?", "2024-01-01T00:00:00Z", "2024-07-01T00:00:00Z"),
            ("0 0 29 2 *", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("0 0 29 2 *", "2097-01-01T00:00:00Z", "2104-02-29T00:00:00Z"),
            ("0 0 31 * *", "2024-01-31T00:00:00Z", "2024-03-31T00:00:00Z"),
            ("0 0 L * *", "2024-02-01T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("0 0 L-3 * *", "2023-02-01T00:00:00Z", "2023-02-25T00:00:00Z"),
            ("0 0 LW * *", "2024-03-01T00:00:00Z", "2024-03-29T00:00:00Z"),
            ("0 0 15W * *", "2024-06-01T00:00:00Z", "2024-06-14T00:00:00Z"),
            ("0 0 15W * *", "2024-09-01T00:00:00Z", "2024-09-16T00:00:00Z"),
            ("0 0 15W * *", "2024-05-01T00:00:00Z", "2024-05-15T00:00:00Z"),
            ("0 0 1W * *", "2024-05-31T00:00:00Z", "2024-06-03T00:00:00Z"),
            ("0 0 1W * *", "2024-08-31T00:00:00Z", "2024-09-02T00:00:00Z"),
            ("0 0 31W 3 *", "2024-03-01T00:00:00Z", "2024-03-29T00:00:00Z"),
            ("0 0 * * 5L", "2024-05-01T00:00:00Z", "2024-05-31T00:00:00Z"),
            ("0 0 * * FRIL", "2024-06-01T00:00:00Z", "2024-06-28T00:00:00Z"),
            ("0 0 * * MON#2", "2024-04-01T00:00:00Z", "2024-04-08T00:00:00Z"),
            ("0 0 * * 5#5", "2024-04-01T00:00:00Z", "2024-05-31T00:00:00Z"),
            ("@hourly", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"),
            ("@daily", "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"),
            ("@weekly", "2024-01-01T00:00:00Z", "2024-01-07T00:00:00Z"),
            ("@monthly", "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"),
            ("@yearly", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("0 12 31 12 *", "1969-01-01T00:00:00Z", "1969-12-31T12:00:00Z"),
        ])
    func next(text: String, after: String, expected: String) throws {
        let found = try CronExpression(text).next(after: Instant.at(after), in: .gmt)
        #expect(Instant.text(found) == expected)
    }

    @Test("A fraction of a second belongs to the second before it")
    func fraction() throws {
        let cron = try CronExpression("* * * * * *")
        let date = Date(timeIntervalSince1970: 100.5)
        #expect(cron.next(after: date, in: .gmt) == Date(timeIntervalSince1970: 101))
        #expect(cron.previous(before: date, in: .gmt) == Date(timeIntervalSince1970: 100))
        #expect(cron.previous(before: Date(timeIntervalSince1970: 100), in: .gmt) == Date(timeIntervalSince1970: 99))
    }

    @Test("A start of the daemon is not a time")
    func reboot() throws {
        let cron = try CronExpression("@reboot")
        #expect(cron.isReboot)
        #expect(cron.next(after: .now, in: .gmt) == nil)
        #expect(cron.previous(before: .now, in: .gmt) == nil)
    }

    @Test("The text is kept, without surplus blanks")
    func text() throws {
        #expect(try CronExpression("  15\t2 * *   * ").description == "15 2 * * *")
        #expect(try CronExpression("15 2 * * *") == CronExpression(" 15 2 * * * "))
    }
}
