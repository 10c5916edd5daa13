import Foundation
import Scheduling

/// Reads what starts a job by time: `schedule` or `every` with `phase`, on which days and between which bounds.
struct ScheduleReader {
    let reader: TableReader

    /// Puts what is read into a job.
    func read(into job: inout JobDefinition) {
        job.zone = zone()
        job.schedule = schedule(job.zone)
        job.notOn = reader.days("not_on", mayRefer: true) ?? []
        job.start = bound("start", job.zone) { $0.instant }
        // A day is in it to its end; an instant is where it ends.
        job.end = bound("end", job.zone) { $0.endOfDay ?? $0.instant }
        if let start = job.start, let end = job.end, start >= end {
            reader.report("end", "'end' is not after 'start': the job would never fire")
        }
        let isTimeless = job.schedule == .none && !reader.has("schedule") && !reader.has("every")
        for key in ["not_on", "start", "end", "phase"] where isTimeless && reader.has(key) {
            reader.report(
                key, "'\(key)' has no meaning without 'schedule' or 'every'", "add one of them, or leave it out")
        }
        let needsZone = ["schedule", "not_on", "start", "end"].contains(where: reader.has)
        if reader.has("timezone"), !needsZone {
            reader.report(
                "timezone", "'timezone' has no meaning without 'schedule'", "add 'schedule', or leave it out")
        }
    }

    private func schedule(_ zone: TimeZone) -> Schedule {
        let every = reader.duration("every", atLeast: .seconds(1))
        let phase = reader.duration("phase")
        guard let text = reader.text("schedule") else {
            guard let every else { return .none }
            if let phase, phase >= every { reader.report("phase", "'phase' is not shorter than 'every'") }
            return .every(every, phase: phase ?? .zero)
        }
        if reader.has("every") {
            let later = reader.line(of: "every") > reader.line(of: "schedule") ? "every" : "schedule"
            reader.report(later, "both 'schedule' and 'every' are given", "keep one of them")
        } else if phase != nil {
            reader.report("phase", "'phase' has no meaning with 'schedule'", "leave it out, or use 'every'")
        }
        do {
            let expression = try CronExpression(text)
            return expression.isReboot ? .reboot : .cron(expression, zone)
        } catch {
            reader.report("schedule", "\(error)")
            return .none
        }
    }

    private func bound(_ key: String, _ zone: TimeZone, _ choose: (LocalInstantText.Reading) -> Date) -> Date? {
        guard let text = reader.text(key) else { return nil }
        do { return choose(try LocalInstantText.parse(text, zone: zone)) } catch {
            reader.report(key, "'\(key)': \(error)")
            return nil
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
