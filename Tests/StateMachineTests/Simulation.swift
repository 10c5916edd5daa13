import SharedInputs

/// Random lives of captures, runs and schedules, with faults and restarts, beside models that were written for this.
///
/// The machines are values, so that a step costs microseconds. What a restart keeps is what the ledger and the disk
/// hold; what a daemon has in memory is forgotten.
struct Simulation {
    let seed: UInt64
    private(set) var steps = 0
    private(set) var restarts = 0
    private var random: SplitMix
    private var captures = CaptureWorld()
    private var runs = RunWorld()
    private var schedules = ScheduleWorld()

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(seed: seed)
    }

    /// Does so many steps; gives the first thing that must not be, and nil if there is none.
    mutating func run(steps count: Int) -> String? {
        for _ in 0..<count {
            steps += 1
            switch random.next() % 1000 {
            case 0..<550: captures.step(&random)
            case 550..<900: runs.step(&random)
            case 900..<995: schedules.step(&random)
            default: restart()
            }
            if let violation { return "seed \(seed), step \(steps): \(violation)" }
        }
        restart()
        return violation.map { "seed \(seed), after \(steps) steps: \($0)" }
    }

    private var violation: String? { captures.violation ?? runs.violation ?? schedules.violation }

    private mutating func restart() {
        restarts += 1
        captures.restart()
        runs.restart()
        schedules.restart(&random)
    }
}
