/// One thing that is wrong in a configuration file.
public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// Counts from one; nil when the problem is with the file as a whole.
    public var line: Int?
    /// What is wrong.
    public var message: String
    /// What to do, or the name that was probably meant.
    public var suggestion: String?

    public init(file: String, line: Int?, message: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.message = message
        self.suggestion = suggestion
    }

    /// `file:line: message; suggestion`.
    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)\(suggestion.map { "; \($0)" } ?? "")"
    }
}
