import ArgumentParser

/// What the scheduler promises: how late a fire is, how soon a file is claimed, how many runs a second, what a large
/// configuration costs.
struct ScheduleBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Delay of fires and of arrived files; runs a second; reload and idling with many jobs.",
        discussion: "With 0 a part is left out.")

    @Option(help: "Fires of a job that is due each second.")
    var fires = 300
    @Option(help: "Captures that arrive, one after another.")
    var arrivals = 15
    @Option(help: "The directory of the job files for captures that arrive.")
    var jobs = "jobs.d"
    @Option(help: "Runs of a program that does nothing; in fifties.")
    var runs = 1000
    @Option(help: "Processes at the same time for these runs.")
    var workers = 8
    @Option(help: "Jobs of the large configuration; each is split by 50 servers.")
    var configured = 500
    @Option(help: "Seconds over which the daemon with the large configuration is watched.")
    var idleSeconds = 30
    @Option(help: "Tasks that do nothing for Luigi and Prefect, which are installed with pip aside.")
    var peerTasks = 100
    @Option(help: "A directory for the files.")
    var scratch: String?

    func run() async throws {
        if fires > 0 { try await FireDelayBench(fires: fires, scratch: scratch).run() }
        if arrivals > 0 { try await ArrivalBench(arrivals: arrivals, jobs: jobs, scratch: scratch).run() }
        if runs > 0 { try await NoOpRunsBench(runs: runs, workers: workers, scratch: scratch).run() }
        if peerTasks > 0 { try PeerSchedulers(tasks: peerTasks, scratch: scratch).run() }
        if configured > 0 {
            try LargeConfigurationBench(jobs: configured, idleSeconds: idleSeconds, scratch: scratch).run()
        }
    }
}
