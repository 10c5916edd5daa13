import Failpoints
import Foundation
import Jobs
import Ledger
import Logging
import Scheduling

/// Watches what `[[alerts]]` name and tells who is to be told: once when something begins, once when it is over.
///
/// What has been told is in the ledger. A job is told in the same transaction, so exactly once. A web hook is told first
/// and noted afterwards: a daemon that dies in between tells it once more, under the same id.
public actor AlertDispatcher {
    /// Between two looks.
    static let pause = Duration.seconds(5)
    struct Key: Hashable, Sendable {
        var alert: String
        var subject: String

        var text: String { alert + "/" + subject }
    }

    let dependencies: Dependencies
    let scheduler: any ObservedScheduler
    let sender: any AlertSender
    var machines: [Key: AlertMachine]?
    /// The states that the ledger has, and what it could not take yet.
    var stored: [Key: AlertState] = [:]
    var unsaved: Set<Key> = []
    /// Those of which the ledger has something that cannot be read; until it is written anew.
    private var unreadable: Set<Key> = []
    /// Why messages could not be delivered.
    var failures: [Key: String] = [:]
    private(set) var ledgerID = ""
    var counts: [String: (sent: Int64, failed: Int64)] = [:]
    private var lastComplaint = ""

    public init(dependencies: Dependencies, scheduler: any ObservedScheduler, sender: any AlertSender) {
        self.dependencies = dependencies
        self.scheduler = scheduler
        self.sender = sender
    }

    /// Looks again and again until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await look()
                lastComplaint = ""
            } catch {
                // The same words each few seconds help nobody.
                if lastComplaint != "\(error)" {
                    dependencies.logger.error("alerts could not be evaluated", metadata: ["error": "\(error)"])
                }
                lastComplaint = "\(error)"
            }
            do { try await dependencies.sleep(Self.pause) } catch { return }
        }
    }

    /// One look: what has begun or ended is written down, and what is due is told. One goes on at a time.
    func look() async throws {
        let seen = await scheduler.observation
        let alerts = seen.configuration.alerts
        var machines = try await remembered()
        if alerts.isEmpty, machines.isEmpty, unsaved.isEmpty { return }
        let facts = try await AlertFacts.gather(alerts, dependencies: dependencies, seen)
        var changes: Set<Key> = []
        var forgotten: Set<Key> = []
        for alert in alerts {
            let problems = facts.problems(alert.condition)
            let known = machines.keys.filter { $0.alert == alert.name }.map(\.subject)
            for subject in Set(problems.keys).union(known).sorted() {
                let key = Key(alert: alert.name, subject: subject)
                var machine = machines[key] ?? AlertMachine()
                if machine.observe(problems[subject], nowUs: facts.nowUs) || unsaved.contains(key) {
                    changes.insert(key)
                } else if machine.isForgettable(nowUs: facts.nowUs) {
                    forgotten.insert(key)
                }
                machines[key] = machine
            }
        }
        let names = Set(alerts.map(\.name))
        forgotten.formUnion(machines.keys.filter { !names.contains($0.alert) })
        for key in forgotten { machines[key] = nil }
        self.machines = machines
        // What the ledger could not take is offered again, also of an alert that is not configured any more.
        await keep(changes.union(forgotten).union(unsaved))
        for alert in alerts { try await tell(alert, facts.nowUs, seen.jobs) }
    }

    /// What the ledger knows, read once.
    private func remembered() async throws -> [Key: AlertMachine] {
        if let machines { return machines }
        let (values, ledger) = try await dependencies.ledger.read { (try $0.alerts(), try $0.ledgerID()) }
        ledgerID = ledger
        var found: [Key: AlertMachine] = [:]
        for (text, value) in values {
            let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
            let key = Key(alert: parts.first ?? text, subject: parts.count == 2 ? parts[1] : "-")
            do { found[key] = try JSONDecoder().decode(AlertMachine.self, from: Data(value.utf8)) } catch {
                // Nobody knows whether somebody was told. What holds now is told, maybe a second time, rather than never.
                dependencies.logger.error(
                    "what is known of an alert cannot be read; what it finds is told anew",
                    metadata: ["alert": "\(key.text)", "error": "\(error)"])
                unreadable.insert(key)
            }
        }
        stored = found.mapValues(\.state)
        unsaved.formUnion(unreadable)
        machines = found
        return found
    }

    /// Writes down what is known of some alerts. When the ledger cannot take it, it is true all the same, and written
    /// later: that the ledger cannot be written is what somebody has to be told.
    func keep(_ keys: Set<Key>, note: String? = nil) async {
        guard !keys.isEmpty else { return }
        let changes = keys.sorted { $0.text < $1.text }.map {
            AlertChange(
                key: $0, from: stored[$0] ?? .quiet, machine: machines?[$0],
                note: unreadable.contains($0) ? "what was known of it could not be read" : note)
        }
        do {
            try dependencies.failpoints.hit(.alertBeforeRecord)
            try await dependencies.ledger.write { tx in for change in changes { try change.write(tx) } }
            isStored(changes)
            try dependencies.failpoints.hit(.alertAfterRecord)
        } catch {
            unsaved.formUnion(keys)
            dependencies.logger.error("the state of alerts could not be recorded", metadata: ["error": "\(error)"])
        }
    }

    func isStored(_ changes: [AlertChange]) {
        for change in changes { stored[change.key] = change.machine?.state }
        unsaved.subtract(changes.map(\.key))
        unreadable.subtract(changes.map(\.key))
    }
}

extension AlertDispatcher {
    /// Alerts that are raised, as the status shows them.
    public var alarms: [String] {
        active.map { key, machine in
            var text = "alert \(key.alert)"
            if key.subject != "-" { text += " (\(key.subject))" }
            text += ": \(machine.detail)"
            if let failure = failures[key] { text += "; its message could not be delivered: \(failure)" }
            return text
        }
    }

    /// Names and subjects of alerts that are raised, and since when.
    public var raised: [(alert: String, subject: String, sinceUs: Int64, detail: String)] {
        active.map { ($0.alert, $0.subject, $1.sinceUs, $1.detail) }
    }

    private var active: [(Key, AlertMachine)] {
        (machines ?? [:]).filter { $0.value.state == .raised || $0.value.state == .announced }
            .map { ($0.key, $0.value) }.sorted { $0.0.text < $1.0.text }
    }

    /// Messages that were delivered, and tries that failed, by alert; since the daemon's start.
    public var deliveries: [String: (sent: Int64, failed: Int64)] { counts }
}
