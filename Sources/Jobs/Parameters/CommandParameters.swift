/// Parameters of a job of kind `command`.
public struct CommandParameters: Hashable, Sendable {
    /// The absolute path of the program; it is not searched for.
    public var program: String
    /// Its arguments, passed as they are: there is no shell.
    public var arguments: [String]
    /// Added to the otherwise clean environment.
    public var environment: [String: String]
    /// Absolute; by default the private directory of the run.
    public var workingDirectory: String?

    public init(
        program: String = "", arguments: [String] = [], environment: [String: String] = [:],
        workingDirectory: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}
