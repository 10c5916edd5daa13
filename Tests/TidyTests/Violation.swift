// Tidy
//
// What a reviewer would otherwise have to say again and again: where files belong, what they are called, what they may
// import, what documentation has to mention. Each rule is a function from text to violations, so that it is tested
// twice: on a planted violation, which it has to find, and on the repository, where it must find none.
//
// Imports and declarations are read line by line. That is not a parser of Swift; it is enough for code that the
// formatter has been over.

/// What is wrong, and where.
struct Violation: Hashable, CustomStringConvertible {
    var path: String
    /// From 1; nil: the file as a whole.
    var line: Int?
    var message: String

    var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + message }
}
