import Testing

/// A million random steps. A failure names its seed and its step.
@Suite struct SimulationTests {
    private static let stepsPerSeed = 150_000

    @Test func aMillionStepsBreakNoPromise() {
        let fresh = UInt64.random(in: 0...UInt64.max)
        let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, fresh]
        let clock = ContinuousClock()
        var (steps, restarts) = (0, 0)
        let elapsed = clock.measure {
            for seed in seeds {
                var simulation = Simulation(seed: seed)
                let violation = simulation.run(steps: Self.stepsPerSeed)
                steps += simulation.steps
                restarts += simulation.restarts
                #expect(violation == nil, "\(violation ?? "")")
            }
        }
        print("proof: simulator: \(steps) steps, \(restarts) restarts, \(elapsed), seeds 1…7 and \(fresh)")
        #expect(steps >= 1_000_000 && elapsed < .seconds(60))
    }
}
