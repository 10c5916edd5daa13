import FileFlow
import Jobs
import Ledger
import Logging
import Model
public import Reconciliation

/// `doctor --repair`.
extension Operations {
    /// Mends what is not as the ledger says: waits until nothing runs, starts nothing meanwhile, looks, and mends. Gives
    /// what was done, and the runs that go on with it. A dry run only looks.
    public func repair(_ order: RepairOrder) async throws -> (steps: [RepairStep], runs: [Int64]) {
        try await host.standStill(waits: !order.isDryRun)
        do {
            let done = try await mend(order)
            await host.goOn()
            return done
        } catch {
            await host.goOn()
            throw error
        }
    }

    private func mend(_ order: RepairOrder) async throws -> (steps: [RepairStep], runs: [Int64]) {
        if !order.isDryRun { _ = try await dependencies.flow.applyIntents() }
        let job = settings.jobs.jobs.first { $0.parameters.as(ReconcileParameters.self) != nil }
        let counter = RowCounter(
            dependencies: dependencies, limits: settings.configuration.limits,
            logPath: dependencies.root.absolute("log/runs/doctor.log"))
        let reconciler = Reconciler(
            dependencies: dependencies, parameters: job?.parameters(ReconcileParameters.self) ?? ReconcileParameters(),
            counter: counter
        )
        let findings = try await reconciler.look().findings
        let canDecode = settings.jobs.first(for: .capture) != nil
        var repair = Repair(
            dependencies: dependencies, configuration: settings.configuration, order: order, canDecode: canDecode)
        let mark = try await dependencies.ledger.read { try $0.restoreMark() }
        try await repair.mend(findings, afterRestore: mark == nil ? nil : counter)
        if order.isDryRun { return (repair.steps, []) }
        if mark != nil, repair.steps.allSatisfy(\.isMended) {
            let (who, why) = (order.who, order.reason)
            try await dependencies.ledger.write { tx in _ = try tx.clearRestoreMark(who: who, why: why) }
        }
        var runs = try await decodeAgain(repair.again, order)
        dependencies.logger.notice(
            "repaired by an operator",
            metadata: ["who": "\(order.who)", "steps": "\(repair.steps.count)", "captures": "\(repair.again.count)"])
        // What is known of findings is from before; the next look tells how it is now.
        if let job {
            runs += try await request(RunOrder(id: order.id, job: job.name, who: order.who, reason: order.reason))
        }
        return (repair.steps, runs)
    }

    /// In the order of their chains, each once.
    private func decodeAgain(_ captures: Set<Int64>, _ order: RepairOrder) async throws -> [Int64] {
        let records = try await dependencies.ledger.read { view in try captures.compactMap { try view.capture($0) } }
        var runs: [Int64] = []
        for record in records.sorted(by: { ($0.modifiedUs, $0.name, $0.id) < ($1.modifiedUs, $1.name, $1.id) })
        where record.state != .fetched && record.state != .processing {
            runs.append(
                try await retry(
                    capture: record.id, requestID: "\(order.id)/\(record.id)", who: order.who,
                    reason: order.reason ?? "entradactl doctor --repair"))
        }
        return runs
    }
}
