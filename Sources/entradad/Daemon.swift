import Control
import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Orchestrator
import ServiceLifecycle
import UnixSignals

/// Puts the daemon together: configuration, lock, ledger, orchestrator, control socket, pages, signals.
struct Daemon {
    let overrides: ConfigurationOverrides
    let pagesPort: Int?
    let logLevel: String
    let failpoints: Failpoints
    let clock: DaemonClock

    /// Runs to the end; gives the exit code.
    func run() async -> Int32 {
        var logger = Logger(label: "entradad") { _ in JournalLogHandler() }
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        do {
            let loaded = try LoadedConfiguration.load(overrides)
            try await run(loaded, logger: logger)
            return 0
        } catch let errors as ConfigurationErrors {
            for problem in errors.problems { say("\(problem)") }
            say("entradad: the configuration has errors; nothing was started")
            return 78
        } catch let error as LockHeldError {
            say("entradad: \(error)")
            return 5
        } catch {
            say("entradad: \(error)")
            return 1
        }
    }

    private func run(_ loaded: LoadedConfiguration, logger: Logger) async throws {
        let configuration = loaded.configuration
        let root = DataRoot(path: configuration.dataRoot)
        try root.prepare(servers: configuration.servers.map(\.name), failpoints: failpoints)
        let lock = try await RootLock.exclusive(root, patience: .seconds(10))
        defer { lock.release() }
        let now = clock.now
        ServiceNotification.send("STATUS=starting: opening the ledger")
        let ledger = try Ledger(path: root.absolute("ledger.sqlite"), failpoints: failpoints, now: now)
        let threads = BlockingThreads()
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        let dependencies = Dependencies(
            root: root, ledger: ledger, flow: FileFlow(root: root, ledger: ledger, threads: threads), threads: threads,
            launcher: SubprocessLauncher(workerPath: Programs.worker, logger: logger),
            sources: KeptConnections(
                SystemConnector(credentialsDirectory: credentials, threads: threads, failpoints: failpoints)),
            logger: logger, credentialsDirectory: credentials, now: now, bootUs: clock.bootUs, sleep: clock.sleep)
        let orchestrator = Orchestrator(dependencies: dependencies, configuration: configuration, jobs: loaded.jobs)
        let dispatcher = AlertDispatcher(
            dependencies: dependencies, scheduler: orchestrator,
            sender: WebhookSender(credentialsDirectory: credentials, threads: threads))
        let monitor = Monitor(dependencies: dependencies, scheduler: orchestrator, dispatcher: dispatcher)
        let monitoring = MonitoringSource(monitor: monitor)
        let tokens = TokenStore(loaded.tokens)
        let pages = pagesAddress(configuration)
        let service = OrchestratorControl(
            orchestrator: orchestrator, monitor: monitor, dependencies: dependencies, overrides: overrides,
            loaded: loaded,
            tokens: tokens,
            pages: pages.map { "http://\($0.host):\($0.port)/" })
        let server = ControlServer(
            ledger: ledger, service: service,
            places: ControlServer.Places(
                socketPath: configuration.control.path, dataRoot: root.path,
                group: (configuration.control.readerGroup ?? configuration.control.operatorGroup).flatMap {
                    Operators.identifier(ofGroup: $0)
                }),
            monitoring: monitoring, logger: quiet(logger),
            mayOperate: Operators(group: configuration.control.operatorGroup).include)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(
                service: server, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .cancelGroup)
        ]
        if let pages {
            services.append(
                .init(
                    service: PagesServer(
                        ledger: ledger, service: service, host: pages.host, port: pages.port,
                        monitoring: monitoring, tokens: configuration.pages.needsToken ? tokens : nil,
                        logger: quiet(logger)),
                    failureTerminationBehavior: .ignore))
        }
        if let listen = configuration.control.listen {
            let remote = RemoteControlServer(
                control: server, host: listen.host, port: listen.port, store: tokens, logger: quiet(logger))
            services.append(
                .init(
                    service: remote, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .cancelGroup))
        }
        services.append(
            .init(
                service: OrchestratorService(
                    orchestrator: orchestrator, dependencies: dependencies, dispatcher: dispatcher, control: service,
                    logger: logger),
                successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .cancelGroup))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger)))
        try await group.run()
        try ledger.close()
        logger.notice("clean shutdown")
    }

    private func pagesAddress(_ configuration: Configuration) -> (host: String, port: Int)? {
        if let pagesPort { return pagesPort == 0 ? nil : ("127.0.0.1", pagesPort) }
        return configuration.pages.isEnabled ? (configuration.pages.host, configuration.pages.port) : nil
    }

    private func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// Where the other programs are: beside this one.
enum Programs {
    static var worker: String {
        if let path = ProcessInfo.processInfo.environment["ENTRADA_WORKER"], !path.isEmpty { return path }
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return (own as NSString).deletingLastPathComponent + "/entrada-worker"
    }
}
