import Scheduling
import Testing

@Suite("Cron expressions: what is refused, and why")
struct CronErrorTests {
    @Test(
        "The error names the field and the text",
        arguments: [
            ("60 * * * *", CronField.minute, "60", CronError.Reason.outOfRange(0...59)),
            ("* 24 * * *", .hour, "24", .outOfRange(0...23)),
            ("* * 0 * *", .dayOfMonth, "0", .outOfRange(1...31)),
            ("* * * 13 *", .month, "13", .outOfRange(1...12)),
            ("* * * * 8", .dayOfWeek, "8", .outOfRange(0...7)),
            ("60 * * * * *", .second, "60", .outOfRange(0...59)),
            ("1,,2 * * * *", .minute, "", .notAValue),
            ("* x * * *", .hour, "x", .notAValue),
            ("* * * MON *", .month, "MON", .notAValue),
            ("-5 * * * *", .minute, "-5", .notAValue),
            ("5- * * * *", .minute, "5-", .notAValue),
            ("99999999999999999999 * * * *", .minute, "99999999999999999999", .notAValue),
            ("50-10 * * * *", .minute, "50-10", .reversedRange),
            ("*/0 * * * *", .minute, "*/0", .badStep(largest: 59)),
            ("*/90 * * * *", .minute, "*/90", .badStep(largest: 59)),
            ("*/ * * * *", .minute, "*/", .badStep(largest: 59)),
            ("*/+5 * * * *", .minute, "*/+5", .badStep(largest: 59)),
            ("0 0 30 2 *", .dayOfMonth, "30", .impossibleDate),
            ("0 0 31 4,6,9,11 *", .dayOfMonth, "31", .impossibleDate),
            ("0 0 31W 2 *", .dayOfMonth, "31W", .impossibleDate),
            ("0 0 L-29 2 *", .dayOfMonth, "L-29", .impossibleDate),
            ("0 0 L-0 * *", .dayOfMonth, "L-0", .outOfRange(1...30)),
        ])
    func field(text: String, field: CronField, part: String, reason: CronError.Reason) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error == CronError(expression: text, field: field, text: part, reason: reason))
        #expect(error?.description.contains(field.description) == true)
    }

    @Test(
        "A mark that stands in the wrong place",
        arguments: [
            "? * * * *", "5L * * * *", "* L * * *", "* * * * L", "* * * * MON#6", "* * * * MON#", "* * ?,1 * *",
        ])
    func misplaced(text: String) throws {
        let error = try #require(#expect(throws: CronError.self) { try CronExpression(text) })
        guard case .misplaced(let advice) = error.reason else {
            Issue.record("\(error)")
            return
        }
        #expect(!advice.isEmpty)
    }

    @Test(
        "The expression as a whole",
        arguments: [
            ("", CronError.Reason.empty), ("   ", .empty), ("* * * *", .fieldCount(4)), ("5", .fieldCount(1)),
            ("* * * * * * *", .fieldCount(7)), ("@sometimes", .unknownAlias), ("@daily 5", .unknownAlias),
            ("0 0 13 * FRI", .ambiguousDays), ("0 0 */2 * 1", .ambiguousDays), ("0 0 L * MON#1", .ambiguousDays),
        ])
    func whole(text: String, reason: CronError.Reason) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.reason == reason)
        #expect(error?.field == nil)
    }

    @Test("An ambiguous expression is refused with the way out")
    func ambiguous() {
        let error = #expect(throws: CronError.self) { try CronExpression("0 0 13 * FRI") }
        #expect(error?.description.contains("write two jobs") == true)
    }

    @Test(
        "What is advised instead can be read, and is what was meant",
        arguments: [
            ("50-10 * * * *", "50-59,0-10 * * * *"), ("0 22-2 * * *", "0 22-23,0-2 * * *"),
            ("0 0 25-5 * *", "0 0 25-31,1-5 * *"), ("0 0 1 NOV-FEB *", "0 0 1 NOV-12,1-FEB *"),
            ("0 0 * * FRI-MON", "0 0 * * FRI-6,0-MON"), ("0 0 * * MONDAY", "0 0 * * MON"),
            ("0 0 * * monday-friday", "0 0 * * MON-FRI"), ("0 0 1 january *", "0 0 1 JAN *"),
            ("/5 * * * *", "*/5 * * * *"), ("1,,2 * * * *", "1,2 * * * *"), ("1–5 * * * *", "1-5 * * * *"),
            ("60 * * * *", "0 * * * *"), ("0 24 * * *", "0 0 * * *"), ("daily", "@daily"), ("10:30", "30 10 * * *"),
            ("0 0 12 * * ? 2026", "0 0 12 * * ?"), ("@nightly", "@daily"), ("@every_minute", "* * * * *"),
            ("@quarterly", "0 0 1 1,4,7,10 *"), ("@boot", "@reboot"),
        ])
    func correction(text: String, wanted: String) throws {
        let error = try #require(#expect(throws: CronError.self) { try CronExpression(text) })
        #expect(error.correction == wanted)
        _ = try CronExpression(wanted)
    }

    @Test(
        "An interval that cron cannot say is one for every",
        arguments: [
            ("*/90 * * * *", "1h30m"), ("0 */36 * * *", "1d12h"), ("*/90 * * * * *", "1m30s"), ("@every 5m", "5m"),
            ("5m", "5m"), ("30s", "30s"),
        ])
    func interval(text: String, wanted: String) throws {
        let error = try #require(#expect(throws: CronError.self) { try CronExpression(text) })
        #expect(error.interval == wanted && error.description.contains("every = \"\(wanted)\""))
    }

    @Test(
        "No message advises what is wrong itself",
        arguments: [
            "*/0 * * * *", "*/ * * * *", "*/x * * * *", "0 0 */40 * *", "0 0 * */13 *", "0 0 * * */8", "H * * * *",
            "H/15 * * * *", "0~30 * * * *", "1.5 * * * *", "-5 * * * *", "5- * * * *", "0 0 32 * *", "0 0 0 * *",
            "0 0 * 0 *", "0 0 * 13 *", "0 0 * * 8", "0 0 15L * *", "0 0 * * SUNDAY#2", "a b c d e", "* * * *", "5",
            "never", "@sometimes", "@every", "@every x", "@daily 5", "59-5/2 * * * *", "0 0 LW-1 * *", "0 0 * * #2",
            "* * * * * * * *", "０ * * * *", "\"0 * * * *\"",
        ])
    func sensible(text: String) throws {
        let error = try #require(#expect(throws: CronError.self) { try CronExpression(text) })
        if let correction = error.correction { _ = try CronExpression(correction) }
        if let interval = error.interval { _ = try DurationText.parse(interval) }
        #expect(!error.description.contains("22-23") && !error.description.contains("fire only once"))
    }
}
