/// What DuckDB or the file system refused.
public enum WarehouseError: Error, Sendable, CustomStringConvertible {
    /// The engine could not be started.
    case engine(String)
    /// A statement failed; DuckDB's text says where.
    case statement(sql: String, message: String)
    /// There was not enough memory or disk: trying again may help.
    case exhausted(String)
    /// Somebody asked to stop.
    case interrupted
    case system(what: String, code: Int32, message: String)

    public var description: String {
        switch self {
        case .engine(let message): "DuckDB does not start: \(message)"
        case .statement(_, let message): message
        case .exhausted(let message): message
        case .interrupted: "interrupted"
        case .system(let what, _, let message): "\(what): \(message)"
        }
    }

    /// Tells exhaustion from a mistake by DuckDB's text.
    static func refused(_ sql: String, _ message: String) -> WarehouseError {
        let signs = ["Out of Memory", "No space left", "Disk quota", "could not allocate", "failed to allocate"]
        return signs.contains { message.contains($0) } ? .exhausted(message) : .statement(sql: sql, message: message)
    }
}
