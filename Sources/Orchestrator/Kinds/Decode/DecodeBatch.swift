import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Synchronization
import WorkerProtocol

/// Decodes captures of one chain in one worker, each as the run that it is: with its own outcome, commit and place in the
/// archive. The worker is told one capture after the other, and while it decodes one, those before it are committed,
/// several in one transaction.
///
/// Whatever goes wrong with one of them is that one's. Those behind it are given back without an attempt being counted
/// when what they would have gone on from is not what it would be if each had a worker of its own: after one that is tried
/// again, one that is cancelled, or a worker that dies. One that is not usable, or whose content is there already, changes
/// nothing for those behind it: the worker goes on from what the capture before it has left.
actor DecodeBatch: RunBatch {
    /// Bytes of the captures of one batch, unless the first alone has more: others wait for their turn behind it.
    static let maximumBytes: Int64 = 256 << 20
    /// Captures that are decoded and not committed: the worker waits then.
    private static let mostPending = 32

    /// A step that is waiting to be written down.
    private enum Step: Sendable {
        case decoded(index: Int, BatchCommit.Item)
        case failed(index: Int, RunFailure)

        var index: Int {
            switch self {
            case .decoded(let index, _), .failed(let index, _): index
            }
        }
    }

    /// `<run>.<attempt>`: its directory in `work/`.
    nonisolated let work: String
    private let contexts: [RunContext]
    private let ends: BatchEnds
    private let orders = WorkerOrders()
    private var claims: [BatchClaim.Item] = []
    private var queue = BatchQueue(captures: [], state: nil)
    private var pending: [Step] = []
    private var committing: Task<Void, Never>?
    private var worker: Task<WorkerEnd, any Error>?
    /// What was the matter with the worker, in its own words.
    private var complaint: String?
    private var workerPid: Int32 = 0
    /// From here on nothing is committed: the chain has another course.
    private var cut = Cut()

    private struct Cut {
        var index = Int.max
        var why = "the worker ended before it reached this capture"
        /// The worker was stopped by this process.
        var isStopped = false
        /// No more orders are given.
        var isWindingDown = false
        /// Ends of runs that are being written down, or have been.
        var concluded: Set<Int> = []
    }

    init(_ contexts: [RunContext]) {
        self.contexts = contexts
        work = "\(contexts[0].run.id).\(contexts[0].attempt)"
        ends = BatchEnds(contexts.map(\.run.id))
    }

    private var lead: RunContext { contexts[0] }
    private var dependencies: Dependencies { contexts[0].dependencies }

    nonisolated func start() { Task { await execute() } }

    /// Waits until a run of the batch has ended.
    nonisolated func end(of run: Int64) async { await ends.wait(for: run) }

    /// A run is not to go on: an operator has cancelled it, or the daemon stops.
    nonisolated func cancel(_ run: Int64) { Task { await cancelled(run) } }

    /// The daemon drains: the capture that is being decoded is the last one.
    nonisolated func windDown() { Task { await stopOrders() } }

    // MARK: Course

    private func execute() async {
        do {
            if try await prepare() {
                let end = try await work()
                await commitPending()
                await judge(end)
            }
        } catch {
            await commitPending()
            await conclude(firstOpen, error)
        }
        await release()
        do { try await dependencies.flow.removeWork(run: lead.run.id, attempt: lead.attempt) } catch {
            lead.progress.storageFailed(StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path))
        }
        ends.finish()
    }

    private var firstOpen: Int { contexts.firstIndex { !ends.hasEnded($0.run.id) } ?? 0 }

    /// Claims the captures and moves them; false: there is nothing to be decoded.
    private func prepare() async throws -> Bool {
        let claim = BatchClaim(contexts: contexts)
        let (items, failure) = try await claim.take()
        claims = items
        let state = try await claim.state(before: items.first)
        queue = BatchQueue(captures: items.map(\.capture.id), state: state?.id)
        if let failure { await conclude(items.count, failure) }
        for (index, context) in contexts.enumerated() where context.progress.cancellation != nil {
            await leaveOut(index)
        }
        if cut.isWindingDown { queue.stop(before: 0) }
        if cut.index < queue.limit { queue.stop(before: cut.index) }
        if cut.isStopped || queue.isExhausted { return false }
        _ = try await dependencies.flow.createWork(run: lead.run.id, attempt: lead.attempt)
        var request = try await DecodeRun(context: lead, parameters: lead.job.parameters(DecodeParameters.self))
            .request(server: items[0].capture.server, out: "work/\(work)/out")
        request.follows_orders = true
        request.state_in = state.map { dependencies.root.absolute($0.path) }
        await claim.note()
        try dependencies.failpoints.hit(.batchBeforeWorker)
        let (orders, context, count, work) = (orders, lead, items.count, WorkerRequest.Work.decode(request))
        worker = Task {
            try await context.worker(
                work, orders: orders, captures: count, started: { [weak self] in try await self?.started($0) },
                line: { [weak self] in await self?.take($0) })
        }
        return true
    }

    private func work() async throws -> WorkerEnd {
        guard let worker else { throw RunFailure("stopped", isStopped: true) }
        proceed()
        return try await worker.value
    }

    private func started(_ pid: Int32) async throws {
        workerPid = pid
        if let index = queue.inFlight { contexts[index].progress.started(pid: pid) }
        try await dependencies.recordWorker(pid: pid, runs: contexts.map(\.run.id))
    }

    /// Gives the next order, or lets the worker end.
    private func proceed() {
        guard worker != nil, !cut.isStopped, pending.count < Self.mostPending else { return }
        guard let order = queue.order() else {
            if queue.isExhausted { orders.end() }
            return
        }
        let (capture, context) = (claims[order.index].capture, contexts[order.index])
        if workerPid != 0 { context.progress.started(pid: workerPid) }
        do {
            try orders.send(
                DecodeOrder.Capture(
                    id: capture.id, path: dependencies.root.absolute(capture.path ?? ""),
                    out: dependencies.root.absolute(out(capture)),
                    state_out: dependencies.root.absolute(state(capture)),
                    run: context.run.id, drops_last: order.dropsLast))
        } catch {
            _ = queue.refused()
            fail(order.index, RunFailure("\(error)"))
        }
    }

    private func out(_ capture: CaptureRecord) -> String { "work/\(work)/out/\(capture.id)" }
    private func state(_ capture: CaptureRecord) -> String { "work/\(work)/\(capture.id).state" }

    // MARK: What the worker says

    private func take(_ line: String) async {
        let event: WorkerEvent
        do { event = try WorkerEvent(line: line) } catch {
            if let failure = RunFailure.misunderstood(line, error) { misunderstood(failure) }
            return
        }
        switch event {
        case .started(let version): if let failure = RunFailure.foreign(version) { misunderstood(failure) }
        case .progress(let bytes, let packets):
            if let index = queue.inFlight { contexts[index].progress.advanced(bytes: bytes, packets: packets) }
        case .decoded(let outcome): await decoded(outcome)
        case .refused(let outcome):
            guard let index = queue.refused() else { return }
            let reason = outcome.reason.map { ": " + $0 } ?? ""
            fail(index, RunFailure("the input cannot be used" + reason, isPermanent: true, exitCode: 65))
        case .finished(let outcome): complaint = outcome.reason
        case .counted, .unknown: break
        }
    }

    /// It waits for an order after an answer that nobody understood: nothing more can come of it.
    private func misunderstood(_ failure: RunFailure) {
        guard let index = queue.inFlight else { return complaint = failure.message }
        _ = queue.refused()
        fail(index, failure)
        stopWorker()
    }

    private func decoded(_ outcome: DecodeOutcome) async {
        guard let index = queue.inFlight else { return }
        let claim = claims[index]
        guard let decoded = outcome.captures.first, decoded.id == claim.capture.id else {
            _ = queue.refused()
            return fail(index, RunFailure("the worker reported a capture that it was not given"))
        }
        let content = decoded.packets > 0 ? decoded.content_sha256 : nil
        var hasTwin = false
        if let content {
            // What cannot be known now is known when it is committed.
            hasTwin =
                (try? await dependencies.ledger.read { try $0.twin(of: claim.capture, content: content) != nil })
                ?? false
        }
        guard let answer = queue.decoded(content: content, hasTwin: hasTwin) else { return }
        do { try dependencies.failpoints.hit(.batchAfterCapture) } catch {
            return fail(index, RunFailure("\(error)"))
        }
        let item = BatchCommit.Item(
            context: contexts[index], capture: claim.capture, stamp: claim.stamp, outcome: outcome,
            out: out(claim.capture), state: state(claim.capture), base: answer.base, isTwin: answer.isTwin)
        add(.decoded(index: index, item))
    }

    private func fail(_ index: Int, _ failure: RunFailure) { add(.failed(index: index, failure)) }

    private func add(_ step: Step) {
        pending.append(step)
        if case .failed(_, let failure) = step, !failure.isRefusal { queue.stop(before: 0) }
        proceed()
        if committing == nil { committing = Task { await commitSteps() } }
    }

    // MARK: Commits

    private func commitPending() async { while let committing { await committing.value } }

    private func commitSteps() async {
        while let first = pending.first {
            switch first {
            case .failed(let index, let failure):
                pending.removeFirst()
                if index < cut.index { await conclude(index, failure) }
            case .decoded: await commitGroup()
            }
            proceed()
        }
        committing = nil
    }

    private func commitGroup() async {
        var group: [(index: Int, item: BatchCommit.Item)] = []
        while case .decoded(let index, let item)? = pending.first {
            pending.removeFirst()
            if index >= cut.index { continue }
            if item.context.progress.cancellation != nil {
                await commit(group)
                if index < cut.index { await conclude(index, RunFailure("stopped", isStopped: true)) }
                return
            }
            group.append((index, item))
        }
        await commit(group)
    }

    private func commit(_ group: [(index: Int, item: BatchCommit.Item)]) async {
        if group.isEmpty { return }
        let result = await BatchCommit(dependencies: dependencies).take(group.map(\.item))
        for (index, _) in group.prefix(result.count) { ends.mark(contexts[index].run.id) }
        guard result.count < group.count || result.failure != nil else { return }
        let next = result.count < group.count ? group[result.count].index : group[group.count - 1].index + 1
        if let failure = result.failure {
            await conclude(next, failure)
        } else {
            cutOff(from: next, why: "the outcome of the captures before it has changed")
        }
    }

    // MARK: What goes wrong

    /// What the worker's end means for the capture that it had.
    private func judge(_ end: WorkerEnd) async {
        guard let index = queue.inFlight, index < cut.index else { return }
        if contexts[index].progress.cancellation != nil {
            return await conclude(index, RunFailure("stopped", isStopped: true))
        }
        if cut.isStopped { return }
        await conclude(
            index,
            RunFailure.of(end, reason: complaint, logPath: lead.logPath)
                ?? RunFailure("the worker ended without a final report (see \(lead.logPath))"))
    }

    /// Ends a run of the batch with a failure.
    private func conclude(_ index: Int, _ error: any Error) async {
        guard index < contexts.count, cut.concluded.insert(index).inserted, !ends.hasEnded(contexts[index].run.id)
        else { return }
        let context = contexts[index]
        if (error as? RunFailure)?.isRefusal != true {
            cutOff(from: index + 1, why: "run \(context.run.id) of the capture before it did not complete")
        }
        await RunExecution(context: context, runner: DecodeRunner()).conclude(error, hasWork: false)
        ends.mark(context.run.id)
    }

    /// Those from an index on are given back.
    private func cutOff(from index: Int, why: String) {
        guard index < cut.index else { return }
        (cut.index, cut.why) = (index, why)
        queue.stop(before: index)
        if let busy = queue.inFlight, busy >= index { stopWorker() } else { proceed() }
    }

    private func stopWorker() {
        cut.isStopped = true
        worker?.cancel()
    }

    private func stopOrders() {
        cut.isWindingDown = true
        if cut.index == .max { cut.why = "the daemon is draining" }
        queue.stop(before: 0)
        proceed()
    }

    private func cancelled(_ run: Int64) async {
        guard let index = contexts.firstIndex(where: { $0.run.id == run }), !ends.hasEnded(run) else { return }
        if contexts[index].progress.cancellation == nil {
            // Nobody has cancelled it: the daemon stops.
            stopOrders()
            return stopWorker()
        }
        // Before the captures are claimed, and once it is decoded, it is looked for by those that do the next step.
        if queue.inFlight == index { return stopWorker() }
        if !claims.isEmpty, index >= queue.next { await leaveOut(index) }
    }

    /// One that has not begun.
    private func leaveOut(_ index: Int) async {
        queue.stop(before: index)
        await conclude(index, RunFailure("stopped", isStopped: true))
    }

    /// Gives back what is left: no attempt is counted.
    private func release() async {
        let open = contexts.filter { !ends.hasEnded($0.run.id) }
        if open.isEmpty { return }
        let release = BatchRelease(contexts: open, why: cut.why)
        do { try await release.take() } catch {
            lead.progress.storageFailed(StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path))
            for context in open {
                context.progress.storageFailed(StorageTrouble(what: "\(error)", path: (error as? FileFlowError)?.path))
            }
            let fields = await lead.fields(["error": "\(error)", "runs": "\(open.count)"])
            dependencies.logger.error("the outcome of runs could not be recorded", metadata: fields)
        }
    }
}

extension RunFailure {
    /// The capture is not usable, and there is nothing to be tried again.
    fileprivate var isRefusal: Bool { isPermanent && exitCode == 65 }
}
