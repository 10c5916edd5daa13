import ArgumentParser
import Control
import Ledger

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Compare disk, ledger and configuration; explain and repair differences.",
        discussion: """
            Without --repair it changes nothing, and exits with 7 if it finds a difference. --repair needs the daemon: it \
            waits until nothing runs, and repairs what can be repaired without losing or duplicating a row. It deletes \
            nothing; unknown files go to trash/. It exits with 7 if something is left for you to do.
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Repair what can be repaired.")
    var repair = false

    @Flag(name: .customLong("dry-run"), help: "With --repair: only print what would be done.")
    var dryRun = false

    @Flag(help: "With --repair: do not ask for confirmation.")
    var yes = false

    @Flag(help: "With --repair: wait until all captures have been decoded again.")
    var wait = false

    @Option(help: "With --repair: the reason; recorded in the ledger.")
    var reason: String?

    private struct Findings: Encodable {
        var schema = 2
        var data: DoctorReport
        var configuration: ConfigurationCheck
    }

    func validate() throws {
        if !repair, dryRun || yes || wait || reason != nil {
            throw ValidationError("--dry-run, --yes, --wait and --reason need --repair")
        }
    }

    func run() async throws {
        let session = Session(options)
        if repair { return try await mend(session) }
        let (root, nowUs) = (session.places.root, Session.nowUs)
        let report = try await session.ask(seconds: 600) {
            try await $0.doctor()
        } offline: {
            try DoctorReport(view: $0, root: root, nowUs: nowUs)
        }
        let check = ConfigurationCheck(session.places)
        try session.show(
            Findings(data: report, configuration: check),
            DoctorScreen.lines(report, nowUs: nowUs, terminal: session.terminal) + ["", "configuration:"]
                + check.lines)
        if !report.isSound || !check.problems.isEmpty { throw ExitCode(ControlError.Code.degraded.exitCode) }
    }

    private func mend(_ session: Session) async throws {
        if !dryRun, !yes {
            let plan = try await session.client.repair(
                RepairRequest(requestID: Session.requestID, dryRun: true, reason: reason))
            Console.write(lines: DoctorScreen.lines(plan))
            guard try Console.confirm("Do this?") else { throw ExitCode(ControlError.Code.usage.exitCode) }
        }
        let reply = try await session.client.repair(
            RepairRequest(requestID: Session.requestID, dryRun: dryRun, reason: reason))
        try session.show(reply, DoctorScreen.lines(reply))
        if wait, !reply.runs.isEmpty {
            let runs = try await RunWatch(session: session).wait(for: reply.runs)
            if runs.contains(where: { $0.state != .completed }) {
                throw ExitCode(ControlError.Code.failed.exitCode)
            }
        }
        if !reply.isMended { throw ExitCode(ControlError.Code.degraded.exitCode) }
    }
}
