import Failpoints
import Foundation
import Jobs
import Ledger
import Logging
import Model
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
    private var machines: [Key: AlertMachine]?
    /// The states that the ledger has, and what it could not take yet.
    var stored: [Key: AlertState] = [:]
    private var unsaved: Set<Key> = []
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

/// How messages reach who is to be told.
extension AlertDispatcher {
    /// Messages that are on their way at the same time.
    private static let width = 8

    /// Tells what is due of one alert.
    func tell(_ alert: AlertDefinition, _ nowUs: Int64, _ jobs: JobSet) async throws {
        let due = (machines ?? [:]).filter { $0.key.alert == alert.name }.compactMap { key, machine in
            machine.due(
                nowUs: nowUs, remindUs: alert.remind?.wholeMicroseconds,
                maximumPerHour: alert.delivery == nil ? .max : alert.maximumPerHour
            ).map { PendingNotification(alert: alert, key: key, message: $0, machine: machine) }
        }.sorted { $0.key.subject < $1.key.subject }
        switch alert.delivery {
        case .job(let name): for order in due { try await hand(order, to: name, jobs[name]) }
        case .webhook(let webhook): await send(due, to: webhook)
        case nil: for order in due { await note(order, nil) }
        }
    }

    /// The run that tells it and the note that it has been told are one transaction.
    private func hand(_ order: PendingNotification, to name: String, _ job: JobDefinition?) async throws {
        guard let job, job.isEnabled else {
            return await note(order, "no job \(name)")
        }
        let now = dependencies.now()
        var machine = order.machine
        machine.told(order.message, nowUs: now)
        let run = NewRun(
            job: job.name, kind: job.kind.rawValue, subject: .whole,
            cause: AlertCause.make(order.message, name: order.alert.name, subject: order.key.subject, order.machine),
            priority: Int64(job.priority), nominalUs: now, dueUs: now, reason: order.text)
        let change = AlertChange(key: order.key, from: stored[order.key] ?? .quiet, machine: machine)
        do {
            try dependencies.failpoints.hit(.alertBeforeRun)
            try await dependencies.ledger.write { tx in
                _ = try tx.createRun(run)
                try change.write(tx)
            }
        } catch {
            return await note(order, "\(error)")
        }
        isStored([change])
        machines?[order.key] = machine
        counts[order.alert.name, default: (0, 0)].sent += 1
        failures[order.key] = nil
        await scheduler.wake()
    }

    /// Some at a time: one that does not answer holds up few others.
    private func send(_ orders: [PendingNotification], to webhook: Webhook) async {
        for start in stride(from: 0, to: orders.count, by: Self.width) {
            let part = orders[start..<min(start + Self.width, orders.count)]
            let (sender, ledgerID, now) = (sender, ledgerID, dependencies.now())
            let ends = await withTaskGroup(of: (PendingNotification, String?).self) { group in
                for order in part {
                    group.addTask {
                        do {
                            try await sender.send(order.body(ledgerID: ledgerID, nowUs: now), to: webhook)
                            return (order, nil)
                        } catch { return (order, "\(error)") }
                    }
                }
                var ends: [(PendingNotification, String?)] = []
                for await end in group { ends.append(end) }
                return ends
            }
            for (order, failure) in ends { await note(order, failure) }
        }
    }

    /// Remembers how a delivery went.
    private func note(_ order: PendingNotification, _ failure: String?) async {
        let now = dependencies.now()
        var machine = order.machine
        if let failure {
            counts[order.alert.name, default: (0, 0)].failed += 1
            if failures[order.key] != failure {
                dependencies.logger.warning(
                    "an alert message could not be delivered; it is retried",
                    metadata: ["alert": "\(order.key.text)", "error": "\(failure)"])
            }
            failures[order.key] = failure
            guard machine.failed(nowUs: now) else {
                machines?[order.key] = machine
                return
            }
            dependencies.logger.error(
                "an alert message was not delivered within a day and is abandoned",
                metadata: ["alert": "\(order.key.text)"])
        } else {
            if order.alert.delivery != nil { counts[order.alert.name, default: (0, 0)].sent += 1 }
            failures[order.key] = nil
        }
        machine.told(order.message, nowUs: now)
        machines?[order.key] = machine
        // Delivered: from here on only the note is missing.
        do { try dependencies.failpoints.hit(.alertAfterSend) } catch {
            unsaved.insert(order.key)
            return
        }
        await keep([order.key], note: failure == nil ? nil : "the message could not be delivered for a day")
    }
}

/// A message that is to be delivered.
struct PendingNotification: Sendable {
    let alert: AlertDefinition
    let key: AlertDispatcher.Key
    let message: AlertMachine.Message
    let machine: AlertMachine

    /// One line for people.
    var text: String {
        let subject = key.subject == "-" ? "" : " (\(key.subject))"
        let head =
            switch message {
            case .raised: "ALERT"
            case .reminder: "STILL"
            case .over: "OVER"
            }
        return "Entrada \(head) \(alert.name)\(subject): \(machine.detail)"
    }

    func body(ledgerID: String, nowUs: Int64) -> AlertMessage {
        let cause = AlertCause.make(message, name: alert.name, subject: key.subject, machine)
        return AlertMessage(
            id: "\(ledgerID):\(cause)", alert: alert.name, on: alert.condition.kind.rawValue, subject: key.subject,
            state: message.rawValue, text: text, detail: machine.detail,
            since: AlertMessage.instant(machine.sinceUs), time: AlertMessage.instant(nowUs))
    }
}
