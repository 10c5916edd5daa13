import SharedInputs
import Ledger
import Scheduling

/// Runs that are created twice, started, finished, cut off, and finished late by workers that were given up.
///
/// The machines under test are `RunState` and `Backoff`; what is expected is in `RunChart`, and in the history of each run.
struct RunWorld {
    /// What a worker holds: it may finish this attempt and no other.
    struct Ticket: Equatable {
        var run: Int
        var attempt: Int
        var incarnation: Int
    }

    struct Run {
        var identity: Int
        var state = RunState.available
        var attempt = 0
        var failures = 0
        var incarnation = 0
        var availableUs: Int64 = 0
        var finishes = 0
    }

    private(set) var violation: String?
    private var runs: [Run] = []
    private var known: Set<Int> = []
    private var tickets: [Ticket] = []
    private var incarnation = 1
    private var nowUs: Int64 = 0
    private var lastIdentity = 0
    private let backoff = Backoff(attempts: 4, first: .seconds(10), factor: 3, max: .seconds(60), jitter: 0.25)

    mutating func step(_ random: inout SplitMix) {
        nowUs += Int64(random.next() % 5_000_000)
        if runs.count < 24 { return create(&random) }
        let index = Int.random(in: runs.indices, using: &random)
        switch random.next() % 12 {
        case 0: create(&random)
        case 1..<5: start(index)
        case 5..<9: finish(&random)
        case 9: cancel(index)
        case 10: attemptAnything(index, &random)
        default: if RunChart.isOver(runs[index].state) { retire(index) }
        }
    }

    /// The daemon has died: what ran is an orphan by proof; its workers may still speak up.
    mutating func restart() {
        incarnation += 1
        for index in runs.indices where runs[index].state == .running {
            move(index, to: .interrupted)
            runs[index].availableUs = nowUs
        }
        if runs.contains(where: { $0.state == .running }) { report("a run survives its daemon") }
    }

    private mutating func report(_ message: String) {
        if violation == nil { violation = message }
    }

    /// (job, subject, cause) is an identity: asking twice gives one run.
    private mutating func create(_ random: inout SplitMix) {
        if random.next() % 3 == 0, let twice = runs.randomElement(using: &random)?.identity {
            if known.insert(twice).inserted { report("an open run is not known") }
            return
        }
        if runs.count > 64 { return }
        lastIdentity += 1
        known.insert(lastIdentity)
        runs.append(Run(identity: lastIdentity))
    }

    @discardableResult
    private mutating func move(_ index: Int, to next: RunState) -> Bool {
        let state = runs[index].state
        let isAllowed = state.successors.contains(next)
        if isAllowed != RunChart.allows(state, next) { report("\(state) → \(next): allowed is \(isAllowed)") }
        if state.isFinal != RunChart.isOver(state) { report("\(state): final is \(state.isFinal)") }
        guard isAllowed else { return false }
        runs[index].state = next
        if RunChart.isOver(next) { runs[index].finishes += 1 }
        if runs[index].finishes > 1 { report("finished twice: \(runs[index])") }
        return true
    }

    private mutating func start(_ index: Int) {
        guard runs[index].availableUs <= nowUs else { return }
        if runs[index].state != .available { guard move(index, to: .available) else { return } }
        guard move(index, to: .running) else { return }
        runs[index].attempt += 1
        runs[index].incarnation = incarnation
        tickets.append(Ticket(run: runs[index].identity, attempt: runs[index].attempt, incarnation: incarnation))
        if tickets.count > 64 { tickets.removeFirst() }
    }

    /// A worker says that it is done; its attempt may have been given up long ago.
    private mutating func finish(_ random: inout SplitMix) {
        guard let ticket = tickets.randomElement(using: &random),
            let index = runs.firstIndex(where: { $0.identity == ticket.run })
        else { return }
        let before = runs[index]
        let isFenced =
            before.state != .running || before.attempt != ticket.attempt || before.incarnation != ticket.incarnation
        if isFenced { return }
        switch random.next() % 5 {
        case 0, 1: move(index, to: .completed)
        case 2: move(index, to: .superseded)
        case 3:
            move(index, to: .interrupted)
            runs[index].availableUs = nowUs
        default: fail(index)
        }
    }

    private mutating func fail(_ index: Int) {
        runs[index].failures += 1
        let (failures, seed) = (runs[index].failures, "run \(runs[index].identity)")
        let delay = backoff.delay(afterAttempt: failures, seed: seed)
        if delay != backoff.delay(afterAttempt: failures, seed: seed) { report("a delay depends on more than its run") }
        if (delay == nil) != (failures >= 4) { report("delay after failure \(failures): \(String(describing: delay))") }
        guard let delay else {
            move(index, to: .discarded)
            return
        }
        // 10 s, 30 s, then 60 s, each a quarter shorter or longer.
        let middle: Int64 = [10, 30, 60][failures - 1]
        let range = Duration.milliseconds(middle * 750)...Duration.milliseconds(middle * 1250)
        if !range.contains(delay) { report("delay after failure \(failures): \(delay)") }
        move(index, to: .retryable)
        runs[index].availableUs = nowUs + delay.components.seconds * 1_000_000
    }

    private mutating func cancel(_ index: Int) { move(index, to: .cancelled) }

    private mutating func attemptAnything(_ index: Int, _ random: inout SplitMix) {
        guard let next = RunState.allCases.randomElement(using: &random), !runs[index].state.successors.contains(next)
        else { return }
        move(index, to: next)
    }

    private mutating func retire(_ index: Int) {
        if runs[index].finishes != 1 { report("over, and finished \(runs[index].finishes) times: \(runs[index])") }
        if runs[index].failures > 4 { report("failed too often: \(runs[index])") }
        known.remove(runs[index].identity)
        runs.swapAt(index, runs.count - 1)
        runs.removeLast()
    }
}
