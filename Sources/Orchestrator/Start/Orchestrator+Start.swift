import Jobs
import Ledger
import Model
import Scheduling

/// Starting what may start: the picture is put together here, `StartDecision` decides.
extension Orchestrator {
    func startRuns() async throws {
        if isRepairing { return }
        let now = site.now()
        let (heads, isRestored) = try await heads(nowUs: now)
        let records = Dictionary(heads.map { ($0.run.id, $0.run) }) { first, _ in first }
        let chosen = decision(on: heads, isRestored: isRestored, nowUs: now).start
        if chosen.isEmpty || draining { return }
        // A reload must not take the jobs away between the decision and the start.
        let definitions = jobs
        let starts = try await withCompany(chosen.map(\.share), records, definitions, nowUs: now)
        for (start, begun) in zip(starts, try await begin(starts)) {
            guard let first = begun.first, let job = definitions[start.run.job] else { continue }
            if begun.count > 1 {
                self.start(begun, of: job, share: start.share)
            } else {
                self.start(first.run, of: job, attempt: first.attempt, share: start.share)
            }
        }
    }

    /// What may start as far as its own time goes and its place in a chain.
    private func heads(nowUs: Int64) async throws -> (runs: [StartableRun], isRestored: Bool) {
        let orderWaits = Dictionary(uniqueKeysWithValues: jobs.jobs.map { ($0.name, $0.orderWaitUs) })
        return try await site.ledger.read { view in
            let runs = try view.startableHeads(nowUs: nowUs, ageingUs: WaitingRun.ageingUs).filter { head in
                guard let orderWait = orderWaits[head.run.job] ?? nil else { return true }
                return try Self.predecessor(of: head.run, view, orderWaitUs: orderWait, nowUs: nowUs) == nil
            }
            return (runs, try view.restoreMark() != nil)
        }
    }

    /// The capture that a decode waits for. An order of an operator's waits for none.
    private static func predecessor(
        of run: RunRecord, _ view: LedgerView, orderWaitUs: Int64, nowUs: Int64
    ) throws -> (capture: Int64, untilUs: Int64)? {
        guard run.requestedBy == nil, let capture = try run.subject.capture.flatMap(view.capture) else {
            return nil
        }
        return try view.predecessorToWaitFor(capture, orderWaitUs: orderWaitUs, nowUs: nowUs)
    }

    /// A run that is to start, with those that use its worker behind it.
    private struct Start: Sendable {
        var run: RunRecord
        var share: RunShare
        var company: [LedgerView.Companion] = []
    }

    /// Finds the captures that are decoded in the same worker as the one whose turn it is: what is there now. Nobody
    /// waits for others to come.
    private func withCompany(
        _ shares: [RunShare], _ records: [Int64: RunRecord], _ jobs: JobSet, nowUs: Int64
    ) async throws -> [Start] {
        var starts = shares.compactMap { share in records[share.run].map { Start(run: $0, share: share) } }
        for index in starts.indices {
            let run = starts[index].run
            guard case .decode(let parameters)? = jobs[run.job]?.parameters, let id = run.subject.capture
            else { continue }
            starts[index].company = try await site.ledger.read { view in
                guard let capture = try view.capture(id) else { return [] }
                return try view.companions(
                    of: run, capture: capture, limit: parameters.maximumFilesPerRun, bytes: DecodeBatch.maximumBytes,
                    nowUs: nowUs)
            }
        }
        return starts
    }

    /// Writes down that runs start: all in one commit, and one by one when somebody has been quicker with one of them.
    /// Gives for each start the runs that have begun, with the numbers of their attempts.
    private func begin(_ starts: [Start]) async throws -> [[(run: RunRecord, attempt: Int64)]] {
        let incarnation = incarnation
        do {
            return try await site.ledger.write { tx in
                try starts.map { try Self.begin($0, incarnation: incarnation, tx) }
            }
        } catch {
            guard Self.isOvertaken(error) else { throw error }
        }
        var begun: [[(run: RunRecord, attempt: Int64)]] = []
        for start in starts {
            var alone = start
            alone.company = []
            do {
                begun.append(
                    try await site.ledger.write { [alone] tx in
                        try Self.begin(alone, incarnation: incarnation, tx)
                    })
            } catch {
                begun.append([])
                // What has begun goes on; the next turn sees what is left.
                if !Self.isOvertaken(error) { break }
            }
        }
        return begun
    }

    private static func begin(
        _ start: Start, incarnation: Int64, _ tx: LedgerTransaction
    ) throws -> [(run: RunRecord, attempt: Int64)] {
        let lead = start.run
        var runs = [lead.id]
        for companion in start.company {
            let order = NewRun(
                job: lead.job, kind: lead.kind, subject: .capture(companion.capture.id),
                cause: .generation(companion.capture.generation), priority: lead.priority, nominalUs: tx.now,
                dueUs: tx.now)
            runs.append(try companion.run ?? tx.createRun(order).id)
        }
        return try runs.map { id in
            let attempt = try tx.start(
                run: id, incarnation: incarnation, batch: start.company.isEmpty ? nil : lead.id)
            return (try tx.view.requireRun(id), attempt)
        }
    }

    /// A run is not any more what it was when it was looked at.
    private static func isOvertaken(_ error: any Error) -> Bool {
        switch error as? LedgerError {
        case .conflict, .noSuchTransition, .notFound: true
        default: false
        }
    }

    /// Why a run that has not ended does not go on; nil when it does, or has ended.
    public func whyWaiting(run id: Int64) async throws -> WaitReason? {
        let now = site.now()
        let run = try await site.ledger.read { try $0.requireRun(id) }
        if run.state.isFinal || run.state == .running { return nil }
        guard let job = jobs[run.job] else { return .unknownJob(run.job) }
        if run.availableUs > now { return .notYet(untilUs: run.availableUs, failures: run.failures) }
        if let orderWait = job.orderWaitUs,
            let (capture, until) = try await site.ledger.read({ view in
                try Self.predecessor(of: run, view, orderWaitUs: orderWait, nowUs: now)
            })
        {
            return .predecessor(capture: capture, untilUs: until)
        }
        let (heads, isRestored) = try await heads(nowUs: now)
        let decision = decision(on: heads, isRestored: isRestored, nowUs: now)
        if let reason = decision.waiting[id] { return reason }
        let key = share(of: run, job, server: try await server(of: run)).key
        if let active = running.values.first(where: { $0.share.key == key }) { return .key(run: active.run) }
        let first = heads.first { head in
            guard let job = jobs[head.run.job] else { return false }
            return head.run.id != id && share(of: head.run, job, server: head.server).key == key
        }
        return first.map { .behind(run: $0.run.id) } ?? .next
    }

    private func decision(on heads: [StartableRun], isRestored: Bool, nowUs: Int64) -> StartDecision {
        let limits = configuration.limits
        var conditions = StartConditions(
            nowUs: nowUs, workers: limits.workers, workerMemory: limits.allWorkersMemory, pools: configuration.pools)
        conditions.commands = limits.commands
        let decodes = jobs.jobs.contains { $0.kind == .decode && $0.isEnabled }
        conditions.keptForDecode = decodes ? limits.memoryPerWorker : nil
        conditions.isDraining = draining
        conditions.isRepairing = isRepairing
        conditions.isSpaceLow = isDiskLow() || storage.trouble != nil
        conditions.isRestored = isRestored
        conditions.paused = paused
        let runs = heads.compactMap { head -> WaitingRun? in
            guard let job = jobs[head.run.job], running[head.run.id] == nil else { return nil }
            return WaitingRun(
                share: share(of: head.run, job, server: head.server), priority: head.run.priority,
                availableUs: head.run.availableUs, isRequested: head.run.requestedBy != nil,
                freesSpace: job.kind == .expire, removesFiles: job.kind.removesFiles, concurrency: job.concurrency,
                concurrencyPerServer: job.concurrencyPerServer)
        }
        return StartDecision(runs, running: running.values.map(\.share), conditions: conditions)
    }

    /// Runs of one server's chain, and rewrites of one day by any kind of job, share a key.
    private func share(of run: RunRecord, _ job: JobDefinition, server known: String?) -> RunShare {
        let server = known ?? run.subject.server.flatMap { configuration.server($0)?.name }
        let key =
            switch JobKind(rawValue: run.kind) {
            case .decode: "chain:\(server ?? run.subject.description)"
            case .compact, .purge: "partition:\(run.subject)"
            default: "\(run.job):\(run.subject)"
            }
        return RunShare(
            run: run.id, job: run.job, key: key, server: server, pool: job.pool, usesWorker: job.kind.usesWorker,
            decodes: job.kind == .decode, isCommand: job.kind == .command,
            memoryBytes: job.workerMemory(configuration.limits), goesAlone: run.goesAlone)
    }
}

extension JobDefinition {
    /// How long a capture waits for a predecessor; nil: the job decodes none.
    fileprivate var orderWaitUs: Int64? {
        guard case .decode(let parameters) = parameters else { return nil }
        return parameters.orderWait.wholeMicroseconds
    }
}
