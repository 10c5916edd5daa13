import TOMLKit

extension JobKind {
    public static let command = JobKind(
        "command", "Runs a program of the operator's.", CommandParameters.self,
        JobTraits(splits: [.none, .server, .partition, .file], place: .program, tellsOfFailures: true),
        requirement: "add program = \"/path/of/the/program\"")
}

/// What becomes of a run of a command that was cut off: the daemon stopped or died while it ran, or its time was over.
///
/// Nobody knows how far it has come. `retry` runs it again, so that it is run at least once; `fail` does not, so that it
/// is run at most once, as for what sends mails or money.
public enum OnInterrupt: String, Hashable, Sendable, CaseIterable {
    case retry, fail
}

/// What a program of the operator's may use. Nil sets no limit.
public struct CommandLimits: Hashable, Sendable {
    /// Bytes of memory that are its own (heap, stacks, private mappings); also what it reserves of `worker_memory`.
    public var memory: Int64?
    /// Processor time; then it is killed.
    public var cpuTime: Duration?
    /// Open files.
    public var openFiles: Int?
    /// 0…19: how much it gives way to others.
    public var nice: Int?

    public init(memory: Int64? = nil, cpuTime: Duration? = nil, openFiles: Int? = nil, nice: Int? = nil) {
        self.memory = memory
        self.cpuTime = cpuTime
        self.openFiles = openFiles
        self.nice = nice
    }

    fileprivate init(_ table: TableReader) {
        memory = table.bytes("memory", atLeast: 1 << 20)
        cpuTime = table.duration("cpu_time", atLeast: .seconds(1))
        openFiles = table.integer("open_files", 8...1_000_000)
        nice = table.integer("nice", 0...19)
        table.finish()
    }
}

/// Parameters of a job of kind `command`.
public struct CommandParameters: KindParameters {
    /// The absolute path of the program; it is not searched for.
    public var program: String
    /// Its arguments, passed as they are: there is no shell.
    public var arguments: [String]
    /// Added to the otherwise clean environment.
    public var environment: [String: String]
    /// Absolute; by default the private directory of the run.
    public var workingDirectory: String?
    /// As whom it runs; `nil`: as the daemon. Only root can become somebody else.
    public var user: String?
    public var limits: CommandLimits
    /// Exit codes after which trying again cannot help.
    public var permanentExitCodes: [Int]
    /// Between TERM and KILL, when it is cancelled or takes too long.
    public var grace: Duration
    /// Whether a run that was cut off is run again.
    public var onInterrupt: OnInterrupt

    public init() { self.init(program: "") }

    public init(
        program: String = "", arguments: [String] = [], environment: [String: String] = [:],
        workingDirectory: String? = nil, user: String? = nil, limits: CommandLimits = CommandLimits(),
        permanentExitCodes: [Int] = [], grace: Duration = .seconds(10),
        onInterrupt: OnInterrupt = .retry
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.limits = limits
        self.permanentExitCodes = permanentExitCodes
        self.grace = grace
        self.onInterrupt = onInterrupt
    }

    public var programMemory: Int64? { limits.memory }
    public var runsOnce: Bool { onInterrupt == .fail }

    public mutating func read(_ table: TableReader) {
        table.require("program", "give the absolute path of the program")
        if let value = table.absolutePath("program") { program = value }
        if let value = table.texts("arguments", unique: false) { arguments = value }
        if let variables = table.table("environment") {
            for name in variables.keys {
                if name.isEmpty || name.contains("=") || name.hasPrefix("ENTRADA_") {
                    variables.report(
                        name, "'\(name)' can't be set", "names are without '=', and those with ENTRADA_ are Entrada's")
                }
                environment[name] = variables.text(name)
            }
        }
        if let value = table.absolutePath("directory") { workingDirectory = value }
        if let value = table.text("user") {
            if value.isEmpty || value.contains(":") {
                table.report("user", "'\(value)' can't be the name of a user")
            } else {
                user = value
            }
        }
        if let value = table.table("limits") { limits = CommandLimits(value) }
        permanentExitCodes = table.exitCodes() ?? []
        if let value = table.duration("grace") { grace = value }
        if let value = table.choice("on_interrupt", as: OnInterrupt.self) { onInterrupt = value }
    }
}

extension TableReader {
    fileprivate func exitCodes() -> [Int]? {
        guard let array = read("permanent_exit_codes", "an array of whole numbers", { $0.array }) else { return nil }
        let codes = array.compactMap { $0.int }
        guard codes.count == array.count, codes.allSatisfy((1...255).contains), !codes.contains(75) else {
            report(
                "permanent_exit_codes", "'permanent_exit_codes' must hold numbers from 1 to 255, and not 75",
                "75 means that the program asks to be run again later")
            return nil
        }
        return codes
    }
}
