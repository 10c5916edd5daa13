import ArgumentParser
import CPosix
import Failpoints
import Foundation
import Jobs

/// The scheduler of one data root: reads `jobs.d`, owns the ledger, decides, moves files, serves the control socket.
@main
struct Entradad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entradad",
        abstract:
            "From name servers to a DNS traffic warehouse: fetch, decode, compact, expire; every step in a ledger.",
        discussion: """
            Exit codes: 0 after an orderly end, 1 when something failed while it ran, 5 when another daemon holds the data \
            root, 78 when the configuration is refused.
            """)

    @Option(help: "The configuration (default /etc/entrada/entrada.toml, or ENTRADA_CONFIG).")
    var config: String?

    @Option(help: "The directory of job files (default /etc/entrada/jobs.d, or ENTRADA_JOBS).")
    var jobs: String?

    @Option(
        name: [.customLong("root"), .customLong("data-root")],
        help: "The data root, instead of the configuration's (or ENTRADA_DATA_ROOT).")
    var dataRoot: String?

    @Option(help: "The control socket, instead of the configuration's (or ENTRADA_SOCKET).")
    var socket: String?

    @Option(help: "Port of the pages on loopback, instead of the configuration's; 0: none.")
    var pagesPort: Int?

    @Option(help: "trace, debug, info, notice, warning or error.")
    var logLevel: String = "info"

    @Flag(help: "Print the places where ENTRADA_FAILPOINT=name:action[:nth] can stop the daemon for a test, and end.")
    var listFailpoints = false

    func run() async throws {
        if listFailpoints {
            for point in Failpoint.allCases { print("\(point.rawValue)\t\(point.summary)") }
            return
        }
        entrada_keep_heap_small()
        let overrides = ConfigurationOverrides(
            configurationFile: config, jobsDirectory: jobs, dataRoot: dataRoot, controlSocket: socket
        ).or(ConfigurationOverrides(environment: ProcessInfo.processInfo.environment))
        let failpoints = Failpoints()
        if let text = ProcessInfo.processInfo.environment["ENTRADA_FAILPOINT"], !text.isEmpty {
            guard let order = FailpointOrder(text) else {
                throw ValidationError(
                    "ENTRADA_FAILPOINT=\(text) is not name:action[:nth]; names are listed by --list-failpoints, actions are "
                        + FailpointAction.allCases.map(\.rawValue).joined(separator: ", "))
            }
            failpoints.arm(order)
        }
        var clock = DaemonClock.machine
        if let text = ProcessInfo.processInfo.environment["ENTRADA_CLOCK"], !text.isEmpty {
            guard let faster = DaemonClock(text) else {
                throw ValidationError("ENTRADA_CLOCK=\(text) is not wall/boot/rate; it is for tests, leave it out")
            }
            clock = faster
        }
        let code = await Daemon(
            overrides: overrides, pagesPort: pagesPort, logLevel: logLevel, failpoints: failpoints, clock: clock
        ).run()
        if code != 0 { throw ExitCode(code) }
    }
}
