import ArgumentParser
import Model

/// The command and its verbs.
struct Entradactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entradactl", abstract: "Watch and control Entrada.",
        discussion: """
            Exit codes: 0 ok, 1 failed, 2 usage, 3 daemon not reachable, 4 not found, 5 conflict, 6 denied, 7 degraded, \
            78 configuration.
            """,
        version: EntradaVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Look",
                subcommands: [
                    StatusCommand.self, TopCommand.self, JobsCommand.self, ScheduleCommand.self, RunsCommand.self,
                    ServersCommand.self, FilesCommand.self, ShowCommand.self, TraceCommand.self, WhyCommand.self,
                    LogsCommand.self, EventsCommand.self, QueryCommand.self,
                ]),
            CommandGroup(
                name: "Operate",
                subcommands: [
                    RunCommand.self, RetryCommand.self, AckCommand.self, QuarantineCommand.self, PauseCommand.self,
                    ResumeCommand.self,
                    CancelCommand.self, DrainCommand.self, ReloadCommand.self,
                ]),
            CommandGroup(
                name: "Check",
                subcommands: [
                    ConfigCommand.self, LedgerCommand.self, DoctorCommand.self, ClockCommand.self, SimulateCommand.self,
                    ImportCrontabCommand.self, NamesCommand.self,
                ]),
        ])
}
