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
            "The Entrada daemon: fetches, decodes, compacts and expires captures of DNS traffic.",
        discussion: """
            Exit codes: 0 clean shutdown, 1 failure while running, 5 another daemon uses the data root, 78 the \
            configuration has errors.
            """)

    @Option(help: "The configuration file (default: ENTRADA_CONFIG, or /etc/entrada/entrada.toml).")
    var config: String?

    @Option(help: "The directory of job files (default: ENTRADA_JOBS, or /etc/entrada/jobs.d).")
    var jobs: String?

    @Option(
        name: [.customLong("root"), .customLong("data-root")],
        help: "Override the data root of the configuration (ENTRADA_DATA_ROOT).")
    var dataRoot: String?

    @Option(help: "Override the control socket of the configuration (ENTRADA_SOCKET).")
    var socket: String?

    @Option(help: "Override the port of the web pages (on loopback); 0: no web pages.")
    var pagesPort: Int?

    @Option(help: "Log level: trace, debug, info, notice, warning or error.")
    var logLevel: String = "info"

    @Flag(
        help:
            "For tests: print the places where ENTRADA_FAILPOINT=name:action[:nth] can make the daemon fail, and exit.")
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
