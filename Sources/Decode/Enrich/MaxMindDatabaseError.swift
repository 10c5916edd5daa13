/// A database that cannot be opened. Its columns stay NULL; a good file at the path helps at the next start.
struct MaxMindDatabaseError: Error, Sendable, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String {
        "\(path): not a usable MaxMind database: \(reason); replace it, then try again"
    }
}
