import Scheduling

/// What jobs refer to by name: calendars and pools.
extension ConfigurationReader {
    func calendars(_ table: TableReader) -> [String: [ExcludedDay]] {
        defer { table.finish() }
        var result: [String: [ExcludedDay]] = [:]
        for name in table.keys {
            checkName(name, "a calendar", table)
            result[name] = table.days(name, mayRefer: false) ?? []
        }
        return result
    }

    func pools(_ table: TableReader) -> [String: Int] {
        defer { table.finish() }
        var result: [String: Int] = [:]
        for name in table.keys {
            checkName(name, "a pool", table)
            result[name] = table.integer(name, 1...1000) ?? 1
        }
        return result
    }

    private func checkName(_ name: String, _ what: String, _ table: TableReader) {
        if ExcludedDay.isName(name) { return }
        table.report(name, "'\(name)' can't be the name of \(what)", "use 1 to 64 letters, digits, '-' and '_'")
    }
}
