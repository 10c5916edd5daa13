import Failpoints
import FileFlow
import Jobs
import Ledger
import Logging
import Model
import Scheduling

/// Runs of kind `decode`, one for each capture, and for a state that nobody will continue. Those of one server form a
/// chain and go one after another: `DecodeRun` does one, `DecodeBatch` several in one worker.
struct DecodeRunner: JobRunner {
    let kind = JobKind.decode

    /// The next capture of each server's chain, or a state that nobody will continue.
    func plan(_ context: PlanContext) async throws -> [NewRun] {
        let now = context.dependencies.now()
        let parameters = context.job.parameters(DecodeParameters.self)
        let (orderWait, flushAfter) = (parameters.orderWait.wholeMicroseconds, parameters.flushAfter.wholeMicroseconds)
        let name = context.job.name
        let known = Set(context.configuration.servers.map(\.name))
        let isForced = context.isForced
        return try await context.dependencies.ledger.read { view in
            let open = try view.openDecodes(job: name)
            var taken = Set(open.map(\.subject))
            // A run that goes on, or flushes, holds up its server; one that may start holds up what comes behind it.
            let startable = Set(open.filter { [.available, .interrupted].contains($0.state) }.map(\.subject))
            let holding = open.filter {
                $0.state == .running || $0.state != .retryable && $0.subject.capture == nil
            }
            var busy = Set(holding.compactMap(\.server))
            var plans: [NewRun] = []
            // An operator's order takes all that is there; they run one after another all the same.
            for server in known.sorted() where isForced || !busy.contains(server) {
                var step = isForced ? 10_000 : 64
                while true {
                    let waiting = try view.chain(state: .incoming, server: server, limit: step)
                    for capture in waiting {
                        if !isForced, busy.contains(server) { break }
                        let subject = RunSubject.capture(capture.id)
                        if startable.contains(subject) { busy.insert(server) }
                        if taken.contains(subject) { continue }
                        if try !view.openIntents(capture: capture.id).isEmpty { continue }
                        if !isForced,
                            try view.predecessorToWaitFor(capture, orderWaitUs: orderWait, nowUs: now) != nil
                        {
                            continue
                        }
                        if try view.run(job: name, subject: subject, cause: .generation(capture.generation)) != nil {
                            continue
                        }
                        taken.insert(subject)
                        busy.insert(server)
                        plans.append(context.run(subject, cause: .generation(capture.generation)))
                    }
                    // None of the first ones may be decoded: those behind them may.
                    if isForced || busy.contains(server) || waiting.count < step || step >= 10_000 { break }
                    step = 10_000
                }
            }
            for server in known where !busy.contains(server) {
                guard let state = try view.openState(server: server),
                    PlanContext.isOver(flushAfter, since: state.createdUs, now),
                    try view.chain(state: .incoming, server: server, limit: 1).isEmpty
                else { continue }
                plans.append(context.run(.state(server: server, id: state.id), cause: .generation(state.id)))
            }
            return plans
        }
    }

    /// Captures count by their first packet, or by their file's time while that is not known.
    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan {
        let range = order.range
        var plan = OrderPlan()
        if order.selection != .failed {
            var forced = context
            forced.isForced = true
            let planned = try await self.plan(forced)
            plan.runs = try await context.dependencies.ledger.read { view in
                try planned.filter { run in
                    if case .state = run.subject, range != nil { return false }
                    return try isMeant(order, run.subject, view)
                }
            }
        }
        let states: [CaptureState] =
            switch order.selection {
            case .missing: []
            case .failed: [.quarantined]
            case .all: [.quarantined, .loaded, .archived]
            }
        if states.isEmpty { return plan }
        let server = order.server
        let found = try await context.dependencies.ledger.read {
            try $0.captures(
                states: states, server: server, fromUs: range?.lowerBound, toUs: range?.upperBound,
                limit: OrderPlan.maximumCount + 1)
        }
        // What somebody has acknowledged is not among what has failed.
        plan.again = order.selection == .failed ? found.filter { $0.overUs == nil } : found
        return plan
    }

    func covers(_ order: RunOrder, _ run: RunRecord, _ view: LedgerView) throws -> Bool {
        guard order.matches(subject: run.subject) else { return false }
        if order.range != nil, try run.subject.capture.flatMap(view.capture) == nil { return false }
        return try isMeant(order, run.subject, view)
    }

    /// Whether a capture is of the order's server and days, or a state of its server. What is neither always is.
    private func isMeant(_ order: RunOrder, _ subject: RunSubject, _ view: LedgerView) throws -> Bool {
        if case .state(let name, _) = subject { return order.server == nil || name == order.server }
        guard let id = subject.capture, let capture = try view.capture(id) else { return true }
        let isInRange = order.range?.contains(capture.firstPacketUs ?? capture.modifiedUs) ?? true
        return isInRange && (order.server == nil || capture.server == order.server)
    }

    /// Runs of one server's chain.
    func key(of run: RunRecord, server: String?) -> String { "chain:" + (server ?? "\(run.subject)") }

    /// The capture that a decode waits for. An order of an operator's waits for none.
    func obstacle(to run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64) throws -> WaitReason? {
        guard run.requestedBy == nil, let capture = try run.subject.capture.flatMap(view.capture) else {
            return nil
        }
        let wait = job.parameters(DecodeParameters.self).orderWait.wholeMicroseconds
        return try view.predecessorToWaitFor(capture, orderWaitUs: wait, nowUs: nowUs).map {
            .predecessor(capture: $0.capture, untilUs: $0.untilUs)
        }
    }

    func companions(
        of run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64
    ) throws -> [LedgerView.Companion] {
        guard let capture = try run.subject.capture.flatMap(view.capture) else { return [] }
        return try view.companions(
            of: run, capture: capture, limit: job.parameters(DecodeParameters.self).maximumFilesPerRun,
            bytes: DecodeBatch.maximumBytes, nowUs: nowUs)
    }

    func batch(_ contexts: [RunContext]) -> (any RunBatch)? { DecodeBatch(contexts) }

    func execute(_ context: RunContext) async throws {
        try await DecodeRun(context: context, parameters: context.job.parameters(DecodeParameters.self)).execute()
    }

    /// The capture goes back to `incoming/`, or to quarantine when the run has failed permanently.
    func release(_ context: RunContext, after end: RunEnd, why: String, _ tx: LedgerTransaction) throws {
        let run = context.run.id
        guard let id = context.run.subject.capture, let capture = try tx.view.capture(id),
            capture.state == .processing, capture.run == run
        else { return }
        if end.state == .discarded {
            try tx.quarantine(capture: id, why: why, run: run)
        } else {
            try tx.release(capture: id, why: why, orphaned: false, run: run)
        }
    }

    func clearUp(_ context: RunContext, after end: RunEnd, why: String) async throws {
        guard let capture = context.run.subject.capture else { return }
        let (flow, failpoints) = (context.dependencies.flow, context.dependencies.failpoints)
        if end.state == .discarded { try failpoints.hit(.quarantineAfterDecide) }
        for trouble in try await flow.applyIntents(capture: capture).troubles {
            let fields = await context.fields(["error": "\(trouble)"])
            context.dependencies.logger.error("a file cannot be moved; see entradactl doctor", metadata: fields)
        }
        if end.state == .discarded {
            try failpoints.hit(.quarantineAfterApply)
            try await flow.writeReason(capture: capture, run: context.run.id, reason: why)
            try failpoints.hit(.quarantineAfterReason)
        }
    }

    func consequences(of run: RunRecord) -> RunConsequences { RunConsequences(hasNewRows: true) }
}
