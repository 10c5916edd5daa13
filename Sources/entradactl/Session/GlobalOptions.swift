import ArgumentParser
import Foundation
import Jobs

/// Options that every verb has.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The daemon's socket (ENTRADA_SOCKET).")
    var socket: String?

    @Option(help: "The daemon's address over TCP, instead of the socket (ENTRADA_URL).")
    var url: String?

    @Option(name: .customLong("token-file"), help: "The file with the token for --url (ENTRADA_TOKEN_FILE).")
    var tokenFile: String?

    @Option(help: "The data root (ENTRADA_DATA_ROOT).")
    var root: String?

    @Option(help: "The configuration file file (ENTRADA_CONFIG).")
    var config: String?

    @Option(help: "The directory of the job files (ENTRADA_JOBS).")
    var jobs: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(name: .customLong("no-color"), help: "Print no colours (NO_COLOR).")
    var noColor = false
}

/// Where things are: options, then environment, then the configuration file, then the standard places.
struct Paths {
    var socket: String
    var root: String
    var config: String
    var jobs: String
    let overrides: ConfigurationOverrides

    init(_ options: GlobalOptions, environment: [String: String]) {
        overrides = ConfigurationOverrides(
            configurationFile: options.config, jobsDirectory: options.jobs, dataRoot: options.root,
            controlSocket: options.socket
        ).or(ConfigurationOverrides(environment: environment))
        config = overrides.configurationFile ?? Configuration.standardFile
        var file: Configuration?
        if overrides.controlSocket == nil || overrides.dataRoot == nil || overrides.jobsDirectory == nil {
            // A file that is wrong must not keep anybody from asking the daemon: `config check` tells what is wrong.
            file = try? Configuration.load(overrides, credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
        }
        socket = overrides.controlSocket ?? file?.control.path ?? "/run/entrada/control.sock"
        root = overrides.dataRoot ?? file?.dataRoot ?? "/var/lib/entrada"
        jobs = overrides.jobsDirectory ?? file?.jobsDirectory ?? "/etc/entrada/jobs.d"
    }
}
