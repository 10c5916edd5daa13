import ArgumentParser

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
