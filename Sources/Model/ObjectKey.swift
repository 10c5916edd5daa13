/// How somebody names one thing: `12`, `run:12`, `capture:4711`, `job:stage`, `server:ns1`, or by its name alone. What a
/// number or a name alone means is for the command to say.
public enum ObjectKey: Hashable, Sendable {
    case number(Int64)
    case run(Int64)
    case capture(Int64)
    case job(String)
    case server(String)
    case name(String)

    public init(_ text: String) {
        if let number = Int64(text) {
            self = .number(number)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? String(parts[1]) : ""
        let known: ObjectKey? =
            switch parts.count == 2 ? parts[0] : "" {
            case "run": Int64(rest).map(ObjectKey.run)
            case "capture": Int64(rest).map(ObjectKey.capture)
            case "job": .job(rest)
            case "server": .server(rest)
            default: nil
            }
        self = known ?? .name(text)
    }

    /// The run that is meant where a number alone is one.
    public var run: Int64? {
        switch self {
        case .number(let id), .run(let id): id
        case .capture, .job, .server, .name: nil
        }
    }

    /// The capture that is meant where a number alone is one.
    public var capture: Int64? {
        switch self {
        case .number(let id), .capture(let id): id
        case .run, .job, .server, .name: nil
        }
    }
}
