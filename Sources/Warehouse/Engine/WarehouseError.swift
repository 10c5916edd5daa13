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

    /// It was memory that was missing, and not room on the disk.
    public var isMemory: Bool {
        guard case .exhausted(let message) = self else { return false }
        return !Self.says(message, Self.diskSigns)
    }

    /// Tells exhaustion from a mistake by DuckDB's text.
    static func refused(_ sql: String, _ message: String) -> WarehouseError {
        let isExhausted = says(message, memorySigns) || says(message, diskSigns)
        return isExhausted ? .exhausted(message) : .statement(sql: sql, message: message)
    }

    /// DuckDB has no message of its own where it could not get the memory for one.
    private static let memorySigns = [
        "out of memory", "could not allocate", "failed to allocate", "bad allocation", "bad_alloc",
        "allocation failure", "unknown error",
    ]
    /// DuckDB calls it memory, too, when its temporary files have no room.
    private static let diskSigns = ["no space left", "disk quota", "max_temp_directory_size"]

    private static func says(_ message: String, _ signs: [String]) -> Bool {
        let message = message.lowercased()
        return signs.contains { message.contains($0) }
    }
}
