import RealServers

/// What `entrada-worker decode` can be asked for.
enum WorkerOptions {
    private static let help = (try? Program.run(Program.built("entrada-worker"), ["decode", "--help"])) ?? ""

    static func has(_ option: String) -> Bool { help.contains(option + " ") }
}
