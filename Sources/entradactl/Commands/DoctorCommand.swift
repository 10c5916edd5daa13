import ArgumentParser
import Control
import Ledger

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Compare disk, ledger and configuration; tell what is wrong, and mend it.",
        discussion: """
            Without --repair it changes nothing, and exits with 7 when there is a finding. --repair needs the daemon: it \
            waits until nothing runs, mends what can be mended without losing or doubling a row, deletes nothing (what \
            nobody knows goes to trash/), and exits with 7 when something is left for a person.
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Mend what can be mended.")
    var repair = false

    @Flag(name: .customLong("dry-run"), help: "With --repair: only say what would be done.")
    var dryRun = false

    @Flag(help: "With --repair: do not ask.")
    var yes = false

    @Flag(help: "With --repair: wait until captures that are decoded again have been.")
    var wait = false

    @Option(help: "With --repair: why; kept in the ledger.")
    var reason: String?

    private struct Findings: Encodable {
        var schema = 2
        var data: DoctorReport
        var configuration: ConfigurationCheck
    }

    func validate() throws {
        if !repair, dryRun || yes || wait || reason != nil {
            throw ValidationError("--dry-run, --yes, --wait and --reason belong to --repair")
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
