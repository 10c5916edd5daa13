import Foundation
import Scheduling

/// Reads what starts a job by time: `schedule` with `timezone`, or `every`.
struct ScheduleReader {
    let reader: TableReader

    func schedule() -> Schedule {
        let zone = self.zone()
        let every = reader.duration("every", atLeast: .seconds(1))
        guard let text = reader.text("schedule") else {
            if reader.has("timezone"), !reader.has("schedule") {
                reader.report(
                    "timezone", "'timezone' has no meaning without 'schedule'", "add 'schedule', or leave it out")
            }
            return every.map { .every($0) } ?? .none
        }
        if reader.has("every") {
            let later = reader.line(of: "every") > reader.line(of: "schedule") ? "every" : "schedule"
            reader.report(later, "both 'schedule' and 'every' are given", "keep one of them")
        }
        do {
            let expression = try CronExpression(text)
            return expression.isReboot ? .reboot : .cron(expression, zone)
        } catch {
            reader.report("schedule", "\(error)")
            return .none
        }
    }

    private func zone() -> TimeZone {
        guard let name = reader.text("timezone") else { return .gmt }
        let known = TimeZone.knownTimeZoneIdentifiers + ["UTC", "Etc/UTC"]
        // Identifiers only: abbreviations such as CET and offsets mean different things to different programs.
        if known.contains(name), let zone = TimeZone(identifier: name) { return zone }
        reader.report(
            "timezone", "unknown time zone '\(name)'",
            EditDistance.suggestion(for: name, among: known) ?? "write a name such as Europe/Amsterdam")
        return .gmt
    }
}
