import ArgumentParser
import CPosix
import Foundation

/// What the daemon starts instead of a program of the operator's: it starts the program, and stands by until it has ended.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "Runs a program and keeps hold of all that it starts.",
        discussion: """
            Standard input is a socket of the daemon: when it closes, or with TERM, the program and all that descends from \
            it is stopped, in whatever session it is, and each process is told of there. Ends as the program does.
            """, shouldDisplay: false)

    @Option(help: "Between TERM and KILL, in milliseconds.")
    var graceMilliseconds: Int64 = 10_000

    @Option(name: .customLong("set"), help: "NAME=VALUE for the program, which this one is not to have itself.")
    var variables: [String] = []

    @Argument(parsing: .postTerminator, help: "The program's path and its arguments.")
    var command: [String] = []

    func validate() throws {
        guard command.first?.hasPrefix("/") == true, graceMilliseconds >= 0 else {
            throw ValidationError("name the program by its whole path, after --")
        }
    }

    func run() {
        guard entrada_block_signals() == 0, entrada_become_subreaper() == 0 else { refuse("it can't be guarded") }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let inherited = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        var environment: [UnsafeMutablePointer<CChar>?] = (inherited + variables).map { strdup($0) } + [nil]
        let pid = entrada_start(command[0], &arguments, &environment)
        if pid < 0 { refuse("it can't be started") }
        var guardian = CommandGuard(program: pid, grace: .milliseconds(graceMilliseconds))
        switch guardian.standBy() {
        case .exited(let code): _exit(code)
        case .died(let signal): entrada_die_of(signal)
        }
    }

    /// As a shell does: 127 when there is no such program, 126 when it can't be run.
    private func refuse(_ what: String) -> Never {
        let code = errno
        FileHandle.standardError.write(Data("\(command[0]): \(what): \(String(cString: strerror(code)))\n".utf8))
        _exit(code == ENOENT ? 127 : 126)
    }
}
