import Foundation
import Jobs

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
