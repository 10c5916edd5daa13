import Failpoints
import Foundation
import Jobs
import Ledger
import Logging
import Model
import Scheduling

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
