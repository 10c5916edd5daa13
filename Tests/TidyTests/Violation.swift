/// What is wrong, and where.
struct Violation: Hashable, CustomStringConvertible {
    var path: String
    /// From 1; nil: the file as a whole.
    var line: Int?
    var message: String

    var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + message }
}
