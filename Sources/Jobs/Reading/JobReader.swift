import Foundation
import Scheduling

/// Reads one file of `jobs.d`.
struct JobReader {
    let reader: TableReader
    let kinds: JobKinds

    /// The job, or nil when name or kind are missing; other problems leave a job with the default in that place, so
    /// that checks between jobs are not blurred by follow-up errors.
    func job() -> JobDefinition? {
        reader.require("name", "give the job a name that is unique in this directory")
        reader.require("kind", "write one of \(kinds.names.joined(separator: ", "))")
        let name = self.name()
        let kind = reader.oneOf("kind", kinds.names).flatMap { kinds[$0] }
        let parts = self.common(kind)
        let subject = self.forEach(kind)
        let parameters = self.parameters(kind)
        reader.finish()
        guard let name, let kind else { return nil }
        var job = parts
        job.name = name
        job.forEach = subject ?? job.forEach
        job.parameters = parameters ?? job.parameters
        // Programs are not asked to talk: only one whose file says so is stopped for its silence.
        if kind.traits.runsProgram, !reader.has("no_progress") { job.noProgress = job.timeout }
        return job
    }

    private func name() -> String? {
        guard let name = reader.text("name") else { return nil }
        let isWord = name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
        }
        guard isWord, (1...64).contains(name.utf8.count), !name.hasPrefix("-") else {
            reader.report(
                "name", "'\(name)' can't be the name of a job", "use 1 to 64 letters, digits, '-' and '_'")
            return nil
        }
        return name
    }

    /// Stands for a kind that is missing or unknown, so that the other keys are read all the same.
    private static let noKind = JobKind("", "", NoParameters.self, JobTraits(splits: [.none]))

    private func common(_ kind: JobKind?) -> JobDefinition {
        var job = JobDefinition(name: "", kind: kind ?? Self.noKind, file: reader.document.file)
        ScheduleReader(reader: reader).read(into: &job)
        readLimits(into: &job)
        if let value = reader.text("description") { job.description = value }
        if let value = reader.texts("after") { job.after = value }
        if let value = reader.duration("timeout", atLeast: .seconds(1)) { job.timeout = value }
        if let value = reader.duration("no_progress", atLeast: .seconds(1)) { job.noProgress = value }
        if let value = reader.table("retry") { job.retry = backoff(value) }
        if let value = reader.choice("catch_up", as: CatchUp.self) { job.catchUp = value }
        if let value = reader.duration("catch_up_window") { job.catchUpWindow = value }
        if let value = reader.choice("overlap", as: Overlap.self) { job.overlap = value }
        if let value = reader.duration("jitter") { job.jitter = value }
        if let value = reader.texts("on_failure") { job.onFailure = value }
        if let value = reader.flag("enabled") { job.isEnabled = value }
        return job
    }

    /// How much of it may go on, and how often it may start by itself.
    private func readLimits(into job: inout JobDefinition) {
        if let value = reader.integer("concurrency", 1...1000) { job.concurrency = value }
        job.concurrencyPerServer = reader.integer("concurrency_per_server", 1...1000)
        if let value = reader.integer("priority", -1000...1000) { job.priority = value }
        job.pool = reader.text("pool")
        job.minimumInterval = reader.duration("min_interval")
        guard let table = reader.table("storm") else { return }
        var limit = StormLimit()
        table.require("runs", "give the number of runs that is too many")
        if let value = table.integer("runs", 1...1_000_000) { limit.runs = value }
        if let value = table.duration("window", atLeast: .seconds(1)) { limit.window = value }
        table.finish()
        job.stormLimit = limit
    }

    private func backoff(_ table: TableReader) -> Backoff {
        var backoff = Backoff()
        if let value = table.integer("attempts", 1...100) { backoff.attempts = value }
        if let value = table.duration("first") { backoff.first = value }
        if let value = table.number("factor", 1...100) { backoff.factor = value }
        if let value = table.duration("max") { backoff.max = value }
        if let value = table.number("jitter", 0...1) { backoff.jitter = value }
        table.finish()
        if backoff.max < backoff.first {
            table.report(
                table.has("max") ? "max" : "first",
                "'max' (\(DurationText.format(backoff.max))) is shorter than 'first' "
                    + "(\(DurationText.format(backoff.first)))")
        }
        return backoff
    }

    private func forEach(_ kind: JobKind?) -> ForEach? {
        guard let subject = reader.choice("for_each", as: ForEach.self), let kind else { return nil }
        if kind.traits.splits.contains(subject) { return subject }
        reader.report(
            "for_each", "a job of kind '\(kind.rawValue)' can't be split by '\(subject.rawValue)'",
            "use \(kind.traits.splits.map { "'\($0.rawValue)'" }.joined(separator: " or "))")
        return nil
    }

    private func parameters(_ kind: JobKind?) -> JobParameters? {
        let table = reader.table("parameters")
        guard let kind else { return nil }
        if let advice = kind.requirement, table == nil, !reader.has("parameters") {
            reader.document.report(["kind"], "a job of kind '\(kind.rawValue)' needs [parameters]", advice)
        }
        guard let table else { return nil }
        defer { table.finish() }
        return kind.read(table)
    }
}
