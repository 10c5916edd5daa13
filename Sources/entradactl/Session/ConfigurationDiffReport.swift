import Jobs

/// `entradactl config diff`: what a reload would change.
struct ConfigurationDiffReport: Encodable {
    var schema = 1
    var settings: [ConfigurationDiff.Change]
    var servers: ConfigurationDiff.Part
    var jobs: ConfigurationDiff.Part

    init(_ diff: ConfigurationDiff) {
        settings = diff.settings
        servers = diff.servers
        jobs = diff.jobs
    }
}
