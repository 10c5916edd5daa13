import Foundation
import Scheduling

/// The values of a configuration as text, by keys as they are written in its files: `retry.first` → `10s`.
///
/// The properties are asked for by reflection, so that no key is forgotten when one is added. Names that are not those of
/// the files are in one table.
struct FlatKeys {
    private(set) var values: [String: String] = [:]

    private static let names = [
        "isEnabled": "enabled", "minimumInterval": "min_interval", "stormLimit": "storm", "zone": "timezone",
        "maximumFilesPerRun": "max_files_per_run", "minimumAge": "min_age", "deletesAtSource": "delete_at_source",
        "memoryPerWorker": "memory_per_worker", "workingDirectory": "directory", "maximumDays": "max_days",
        "maximumRows": "max_rows", "maximumSize": "max_size", "recordData": "rdata", "checksHashes": "hashes",
    ]

    /// - Parameter leavingOut: properties that say where something was read and not what.
    init(_ value: Any, leavingOut: Set<String> = []) {
        for child in Mirror(reflecting: value).children {
            guard let label = child.label, !leavingOut.contains(label) else { continue }
            add(Self.name(label), child.value)
        }
    }

    private mutating func add(_ key: String, _ value: Any) {
        if let text = Self.text(value) {
            if !text.isEmpty { values[key] = text }
            return
        }
        // Parameters are the keys of what they hold.
        if let parameters = value as? JobParameters { return add(key, parameters.value) }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            if let some = mirror.children.first { add(key, some.value) }
        case .enum:
            // A case with parameters: those are the keys, whatever it is called.
            guard let child = mirror.children.first else {
                values[key] = "\(value)"
                return
            }
            values[key] = child.label
            add(key, child.value)
        case .struct, .tuple:
            for child in mirror.children { add(key + "." + Self.name(child.label ?? ""), child.value) }
        case .dictionary:
            for case let pair as (key: String, value: Any) in mirror.children.map(\.value) {
                add(key + "." + pair.key, pair.value)
            }
        default: values[key] = "\(value)"
        }
    }

    /// The text of what is one value; `nil`: it has parts. An empty text is what is not there.
    private static func text(_ value: Any) -> String? {
        switch value {
        case let text as String: text
        case let flag as Bool: "\(flag)"
        case let number as any BinaryInteger: "\(number)"
        case let number as Double: "\(number)"
        case let duration as Duration: DurationText.format(duration)
        case let date as Date: date.formatted(.iso8601)
        case let zone as TimeZone: zone == .gmt ? "UTC" : zone.identifier
        case let schedule as Schedule: self.text(of: schedule)
        case let days as [ExcludedDay]: days.map(\.description).joined(separator: " ")
        case let days as [String: [ExcludedDay]]:
            days.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.map(\.description).joined(separator: " "))" }
                .joined(separator: "; ")
        case let list as [Any]: list.map { text($0) ?? "\($0)" }.joined(separator: " ")
        case let choice as any RawRepresentable: "\(choice.rawValue)"
        default: nil
        }
    }

    private static func text(of schedule: Schedule) -> String {
        switch schedule {
        case .cron(let expression, _): expression.description
        case .every(let interval, phase: .zero): "every \(DurationText.format(interval))"
        case .every(let interval, let phase):
            "every \(DurationText.format(interval)), phase \(DurationText.format(phase))"
        case .reboot: "@reboot"
        case .none: ""
        }
    }

    /// `catchUpWindow` → `catch_up_window`.
    private static func name(_ property: String) -> String {
        if let name = names[property] { return name }
        var name = ""
        for character in property {
            if character.isUppercase, let last = name.last, last != "_", !last.isUppercase { name += "_" }
            name += character.lowercased()
        }
        return name
    }
}
